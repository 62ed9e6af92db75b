// Stores what it is given: table, scope, id, bytes.
using u32 = unsigned;
using u64 = unsigned long long;

extern "C" {
u32 action_data_size();
u32 read_action_data(void *buffer, u32 length);
int db_store_i64(u64 scope, u64 table, u64 payer, u64 id, const void *data, u32 length);
}

extern "C" void apply(u64 self, u64, u64)
{
    static unsigned char data[512];
    u32 size = read_action_data(data, sizeof data);
    u64 *head = (u64 *)data;
    db_store_i64(head[1], head[0], self, head[2], data + 24, size - 24);
}

// Breaks each rule that a contract can break, and shows in which order things happen.
using u32 = unsigned;
using u64 = unsigned long long;

extern "C" {
u32 read_action_data(void *buffer, u32 length);
u64 get_sender();
void require_recipient(u64 account);
void send_inline(const void *data, u32 length);
void set_action_return_value(const void *data, u32 length);
void eosio_assert(u32 test, const char *message);
void eosio_assert_message(u32 test, const char *message, u32 length);
void eosio_assert_code(u32 test, u64 code);
void eosio_exit(int code);
void prints(const char *text);
void printi(long long value);
void set_privileged(u64 account, int is);
[[noreturn]] void abort();
int db_store_i64(u64 scope, u64 table, u64 payer, u64 id, const void *data, u32 length);
void db_update_i64(int iterator, u64 payer, const void *data, u32 length);
void db_remove_i64(int iterator);
int db_get_i64(int iterator, void *data, u32 length);
int db_find_i64(u64 code, u64 scope, u64 table, u64 id);
int db_end_i64(u64 code, u64 scope, u64 table);
}

namespace
{
constexpr u64 table = 0xB5F0000000000000;
constexpr u64 active = 0x3232eda800000000;

struct __attribute__((packed)) Call {
    u64 account, name;
    unsigned char one;
    u64 actor, permission;
    unsigned char size;
    u64 data;
};

void call(u64 self, u64 action, u64 data)
{
    Call call = {self, action, 1, self, active, 8, data};
    send_inline(&call, sizeof call);
}

unsigned char large[5000];
}

extern "C" void apply(u64 self, u64 code, u64 action)
{
    u64 data[2] = {};
    read_action_data(data, sizeof data);
    switch (action) {
    case 1: // as deep as it is told
        prints("deep ");
        if (data[0]) {
            call(self, 1, data[0] - 1);
        }
        break;
    case 2: // notify an account, then two inline actions; who is notified sends one too
        if (self == code) {
            require_recipient(data[0]);
            require_recipient(data[0]);
            call(self, 3, 1);
            call(self, 3, data[1]);
        } else {
            call(self, 3, 2);
        }
        break;
    case 3: // fails for 9, else returns who sent it
        eosio_assert(data[0] != 9, "nine");
        data[0] = get_sender();
        set_action_return_value(data, 8);
        break;
    case 4: { // an inline action of 4096 bytes and more
        struct __attribute__((packed)) { u64 account, name; unsigned char none, size[2]; unsigned char data[4096]; } big = {self, 3, 0, {0x80, 0x20}, {}};
        send_inline(&big, sizeof big);
        break;
    }
    case 5: set_action_return_value(large, 257); break;
    case 6: eosio_assert_code(0, data[0]); break;
    case 7: abort();
    case 8: prints("before "); eosio_assert_message(0, "no end here", 6); break;
    case 9: prints("exits"); eosio_exit(0); eosio_assert(0, "never");
    case 10: set_privileged(self, 1); break;
    case 11: db_store_i64(self, table, 0, 1, data, 8); break;
    case 12: db_store_i64(self, table, self, data[0], data, 8); break;
    case 13: db_update_i64(db_find_i64(data[0], data[0], table, 1), 0, data, 8); break; // another account's row
    case 14: db_get_i64(-1, data, 8); break;
    case 15: db_get_i64(db_end_i64(self, self, table), data, 8); break;
    case 16: db_get_i64(77, data, 8); break;
    case 17: { int row = db_find_i64(self, self, table, 1); db_remove_i64(row); db_get_i64(row, data, 8); break; }
    case 18: db_store_i64(self, table, data[0], 5, data, 8); break; // another account pays
    case 19: require_recipient(data[0]); if (self != code) { db_store_i64(self, table, data[1], 6, data, 8); } break; // when notified
    case 20: *(volatile u64 *)0x7ffffff0 = 1; break;
    case 21: { Call to = {data[0], 3, 1, self, active, 8, 1}; send_inline(&to, sizeof to); break; } // to an account that may not be
    case 22: { Call by = {self, 3, 1, data[0], active, 8, 1}; send_inline(&by, sizeof by); break; } // by another's authority
    case 23: { Call by = {self, 3, 1, self, data[0], 8, 1}; send_inline(&by, sizeof by); break; } // by a permission
    }
}

// What a bios contract calls, and rows with every kind of index whose sizes and payers a test chooses. On eosio it also sees native
// actions and onblock, and lets them pass.
using u8 = unsigned char;
using u32 = unsigned;
using u64 = unsigned long long;
using i64 = long long;
using u128 = unsigned __int128;

extern "C" {
u32 read_action_data(void *buffer, u32 length);
u32 action_data_size();
void require_recipient(u64 account);
void set_action_return_value(const void *data, u32 length);
void eosio_assert(u32 test, const char *message);
void set_privileged(u64 account, u32 is_privileged);
u32 is_privileged(u64 account);
void set_resource_limits(u64 account, i64 ram, i64 net, i64 cpu);
void get_resource_limits(u64 account, i64 *ram, i64 *net, i64 *cpu);
u32 get_blockchain_parameters_packed(void *data, u32 length);
void set_blockchain_parameters_packed(const void *data, u32 length);
u32 is_feature_activated(const void *digest);
void preactivate_feature(const void *digest);
i64 set_proposed_producers(const void *data, u32 length);
i64 set_proposed_producers_ex(u64 format, const void *data, u32 length);
u32 get_active_producers(void *data, u32 length);
int db_store_i64(u64 scope, u64 table, u64 payer, u64 id, const void *data, u32 length);
void db_update_i64(int iterator, u64 payer, const void *data, u32 length);
void db_remove_i64(int iterator);
int db_find_i64(u64 code, u64 scope, u64 table, u64 id);
int db_idx64_store(u64 scope, u64 table, u64 payer, u64 id, const u64 *secondary);
int db_idx64_find_primary(u64 code, u64 scope, u64 table, u64 *secondary, u64 primary);
void db_idx64_remove(int iterator);
int db_idx128_store(u64 scope, u64 table, u64 payer, u64 id, const u128 *secondary);
int db_idx128_find_primary(u64 code, u64 scope, u64 table, u128 *secondary, u64 primary);
void db_idx128_remove(int iterator);
int db_idx256_store(u64 scope, u64 table, u64 payer, u64 id, const u128 *secondary, u32 count);
int db_idx256_find_primary(u64 code, u64 scope, u64 table, u128 *secondary, u32 count, u64 primary);
void db_idx256_remove(int iterator);
}

namespace
{
constexpr u64 name(const char *text)
{
    u64 value = 0;
    for (int i = 0; i < 12; ++i) {
        u64 digit = 0;
        if (*text) {
            digit = *text >= 'a' ? *text - 'a' + 6 : *text >= '1' ? *text - '1' + 1 : 0;
            ++text;
        }
        value = value << 5 | digit;
    }
    return value << 4;
}

constexpr u64 table = name("kept");
u8 bytes[8192];

u64 at(u32 index)
{
    return *reinterpret_cast<u64 *>(bytes + index * 8);
}

// payer, id, size
void put(u64 self)
{
    u64 id = at(1), by64 = ~id;
    u128 by128 = u128(id % 7) << 80;
    u128 by256[2] = {u128(id), u128(at(0))};
    db_store_i64(self, table, at(0), id, bytes + 24, u32(at(2)));
    db_idx64_store(self, table, at(0), id, &by64);
    db_idx128_store(self, table, at(0), id, &by128);
    db_idx256_store(self, table, at(0), id, by256, 2);
}

// payer, id, size
void change(u64 self)
{
    int row = db_find_i64(self, self, table, at(1));
    eosio_assert(row >= 0, "no such row");
    db_update_i64(row, at(0), bytes + 24, u32(at(2)));
}

// -, id
void drop(u64 self)
{
    u64 id = at(1), by64;
    u128 by128, by256[2];
    db_remove_i64(db_find_i64(self, self, table, id));
    db_idx64_remove(db_idx64_find_primary(self, self, table, &by64, id));
    db_idx128_remove(db_idx128_find_primary(self, self, table, &by128, id));
    db_idx256_remove(db_idx256_find_primary(self, self, table, by256, 2, id));
}

void govern(u64 action, u32 size)
{
    if (action == name("setalimits")) {
        set_resource_limits(at(0), i64(at(1)), i64(at(2)), i64(at(3)));
    } else if (action == name("getalimits")) {
        i64 limits[3];
        get_resource_limits(at(0), limits, limits + 1, limits + 2);
        set_action_return_value(limits, sizeof limits);
    } else if (action == name("setpriv")) {
        set_privileged(at(0), u32(at(1)));
        eosio_assert(is_privileged(at(0)) == u32(at(1)), "privileged");
    } else if (action == name("setparams")) {
        set_blockchain_parameters_packed(bytes, size);
    } else if (action == name("getparams")) {
        u8 parameters[128];
        eosio_assert(get_blockchain_parameters_packed(parameters, 3) == 0, "too small");
        u32 length = get_blockchain_parameters_packed(nullptr, 0);
        eosio_assert(get_blockchain_parameters_packed(parameters, sizeof parameters) == length, "length");
        set_action_return_value(parameters, length);
    } else if (action == name("activate")) {
        preactivate_feature(bytes);
        eosio_assert(is_feature_activated(bytes), "active");
    } else if (action == name("setprods")) {
        u64 producer = 0;
        eosio_assert(get_active_producers(&producer, 8) == 8 && producer == name("eosio"), "producer");
        i64 versions[2] = {set_proposed_producers(bytes, size), set_proposed_producers_ex(1, bytes, size)};
        set_action_return_value(versions, sizeof versions);
    }
}
}

extern "C" __attribute__((export_name("apply"), visibility("default"))) void apply(u64 receiver, u64 code, u64 action)
{
    u32 size = action_data_size();
    if (code == name("eosio") && (action == name("onblock") || size > sizeof bytes)) {
        return;
    }
    read_action_data(bytes, size);
    if (action == name("put")) {
        put(receiver);
    } else if (action == name("change")) {
        change(receiver);
    } else if (action == name("drop")) {
        drop(receiver);
    } else if (action == name("tell")) {
        if (receiver == code) {
            require_recipient(at(3));
        } else {
            put(receiver);
        }
    } else if (action == name("spin")) {
        for (volatile u64 i = 0; i < at(0); ++i) {
        }
    } else {
        govern(action, size);
    }
}

// Uses what the market's contract does not: secondary indices, inline actions, notifications, return values, key recovery, 128-bit arithmetic.
using u32 = unsigned;
using u64 = unsigned long long;
using u128 = unsigned __int128;

extern "C" {
u32 read_action_data(void *buffer, u32 length);
u32 action_data_size();
u64 current_receiver();
void require_auth(u64 account);
void require_recipient(u64 account);
void send_inline(const void *data, u32 length);
void set_action_return_value(const void *data, u32 length);
void eosio_assert(u32 test, const char *message);
void printui(u64 value);
void prints(const char *text);
int recover_key(const void *digest, const void *signature, u32 signature_length, void *key, u32 key_length);
int check_permission_authorization(u64 account, u64 permission, const void *keys, u32 keys_length, const void *levels, u32 levels_length, u64 delay);
int db_store_i64(u64 scope, u64 table, u64 payer, u64 id, const void *data, u32 length);
int db_idx64_store(u64 scope, u64 table, u64 payer, u64 id, const u64 *secondary);
int db_idx64_lowerbound(u64 code, u64 scope, u64 table, u64 *secondary, u64 *primary);
int db_idx64_next(int iterator, u64 *primary);
int db_idx64_find_primary(u64 code, u64 scope, u64 table, u64 *secondary, u64 primary);
int db_idx128_store(u64 scope, u64 table, u64 payer, u64 id, const u128 *secondary);
int db_idx128_upperbound(u64 code, u64 scope, u64 table, u128 *secondary, u64 *primary);
int db_idx128_end(u64 code, u64 scope, u64 table);
int db_idx128_previous(int iterator, u64 *primary);
int db_idx256_store(u64 scope, u64 table, u64 payer, u64 id, const u128 *secondary, u32 count);
int db_idx256_find_secondary(u64 code, u64 scope, u64 table, const u128 *secondary, u32 count, u64 *primary);
}

namespace
{
constexpr u64 table = 0xB5F0000000000000;

// Rows 1..3 with secondary keys that run against the primary ones.
void fill(u64 self)
{
    for (u64 id = 1; id <= 3; ++id) {
        u64 by64 = 100 - id;
        u128 by128 = (u128(id) << 64) * 3 / 2;
        u128 by256[2] = {u128(7), u128(id)};
        db_store_i64(self, table, self, id, &id, sizeof id);
        db_idx64_store(self, table, self, id, &by64);
        db_idx128_store(self, table | 1, self, id, &by128);
        db_idx256_store(self, table | 2, self, id, by256, 2);
    }
}

void check(u64 self)
{
    u64 key = 0, primary = 0;
    int at = db_idx64_lowerbound(self, self, table, &key, &primary);
    eosio_assert(key == 97 && primary == 3, "lower bound of idx64");
    at = db_idx64_next(at, &primary);
    eosio_assert(primary == 2, "next of idx64");
    at = db_idx64_next(db_idx64_next(at, &primary), &primary);
    eosio_assert(at < -1, "end of idx64");
    eosio_assert(db_idx64_next(at, &primary) == -1, "beyond the end");
    db_idx64_find_primary(self, self, table, &key, 1);
    eosio_assert(key == 99, "find_primary of idx64");

    u128 wide = (u128(2) << 64) * 3 / 2;
    db_idx128_upperbound(self, self, table | 1, &wide, &primary);
    eosio_assert(primary == 3, "upper bound of idx128");
    eosio_assert(wide == u128(9) << 63, "key of idx128");
    db_idx128_previous(db_idx128_end(self, self, table | 1), &primary);
    eosio_assert(primary == 3, "last of idx128");

    u128 widest[2] = {u128(7), u128(2)};
    db_idx256_find_secondary(self, self, table | 2, widest, 2, &primary);
    eosio_assert(primary == 2, "find_secondary of idx256");
    eosio_assert(db_idx256_find_secondary(self, self, table | 3, widest, 2, &primary) == -1, "no table");
}
}

extern "C" void apply(u64 self, u64 code, u64 action)
{
    u64 arguments[16] = {};
    read_action_data(arguments, sizeof arguments);
    switch (action) {
    case 1: // fill and check
        fill(self);
        check(self);
        prints("filled ");
        printui(self);
        break;
    case 2: // notify an account, then call action 3 of this contract with its own authority
        require_recipient(arguments[0]);
        if (self == code) {
            // account, name, one authorization (eosio.code stands behind self@active), 8 bytes of data
            struct __attribute__((packed)) { u64 account, name; unsigned char one; u64 actor, permission; unsigned char size; u64 data; } call =
                {self, 3, 1, self, 0x3232eda800000000, 8, 42};
            send_inline(&call, sizeof call);
        }
        break;
    case 3:
        require_auth(self);
        set_action_return_value(arguments, 8);
        break;
    case 4: { // digest, packed signature: returns the key
        unsigned char data[32 + 66], key[34];
        read_action_data(data, sizeof data);
        eosio_assert(recover_key(data, data + 32, 66, key, sizeof key) == 34, "length of a key");
        set_action_return_value(key, sizeof key);
        break;
    }
    case 5: // never ends
        for (volatile u64 i = 0;; i = i + 1) {}
    case 6:
        __builtin_trap();
    case 8: { // account, permission, delay, length of the keys; keys, permissions: returns the answer
        unsigned char data[512];
        const u32 length = read_action_data(data, sizeof data) - 32;
        const u32 keys = u32(arguments[3]);
        const u64 answer = u32(check_permission_authorization(arguments[0], arguments[1], data + 32, keys, data + 32 + keys, length - keys, arguments[2]));
        set_action_return_value(&answer, sizeof answer);
        break;
    }
    case 7: // a row at somebody else's cost
        db_store_i64(self, table, arguments[0], 9, arguments, 8);
        break;
    }
}

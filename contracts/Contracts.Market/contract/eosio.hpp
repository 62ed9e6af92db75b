// What the contract needs of the chain: the intrinsics (imports of the module "env"), names, and check().
#pragma once

using u8 = unsigned char;
using u16 = unsigned short;
using u32 = unsigned int;
using u64 = unsigned long long;
using i32 = int;

static_assert(sizeof(u16) == 2 && sizeof(u32) == 4 && sizeof(u64) == 8 && sizeof(void *) == 4, "wasm32 only");

namespace eosio {

extern "C" {
u32 action_data_size();
u32 read_action_data(void *buffer, u32 length);
u64 current_time();
void require_auth(u64 account);
void require_auth2(u64 account, u64 permission);
u32 check_permission_authorization(u64 account, u64 permission, const void *keys, u32 keys_length, const void *levels, u32 levels_length, u64 delay);
u32 is_account(u64 account);
void eosio_assert(u32 test, const char *message);
i32 db_store_i64(u64 scope, u64 table, u64 payer, u64 id, const void *data, u32 length);
void db_update_i64(i32 iterator, u64 payer, const void *data, u32 length);
void db_remove_i64(i32 iterator);
i32 db_get_i64(i32 iterator, void *data, u32 length);
i32 db_next_i64(i32 iterator, u64 *primary);
i32 db_find_i64(u64 code, u64 scope, u64 table, u64 id);
i32 db_lowerbound_i64(u64 code, u64 scope, u64 table, u64 id);
}

/// An account, action, table or scope: up to 12 characters of ".12345a-z" in 64 bits.
struct name
{
    u64 value;
    constexpr bool operator==(const name &) const = default;
};

/// Never defined: reached while compiling, it makes a wrong name an error.
void not_a_name();

consteval u64 digit(char c)
{
    if (c >= 'a' && c <= 'z') return static_cast<u64>(c - 'a' + 6);
    if (c >= '1' && c <= '5') return static_cast<u64>(c - '1' + 1);
    if (c != '.') not_a_name();
    return 0;
}

consteval name operator""_n(const char *text, __SIZE_TYPE__ length)
{
    if (length > 12) not_a_name();
    u64 value = 0;
    for (__SIZE_TYPE__ i = 0; i < length; ++i) value |= digit(text[i]) << (64 - 5 * (i + 1));
    return {value};
}

/// Ends the transaction with the message unless the condition holds.
inline void check(bool condition, const char *message)
{
    if (!condition) eosio_assert(0, message);
}

inline void require_auth(name account) { require_auth(account.value); }

inline void require_auth(name account, name permission) { require_auth2(account.value, permission.value); }

inline bool is_account(name account) { return is_account(account.value) != 0; }

/// Seconds since 1970 of the block that is being made.
inline u32 now() { return static_cast<u32>(current_time() / 1'000'000); }

} // namespace eosio

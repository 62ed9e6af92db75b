// Rows of fixed length, stored as their packed bytes: on this little-endian machine exactly EOSIO's serialisation.
#pragma once
#include "eosio.hpp"
#include "errors.hpp"

#define PACKED __attribute__((packed))

/// The table of this contract that the row type names, within a scope.
template <class Row>
class table
{
    u64 self_;
    u64 scope_;

public:
    /// A row that was found, or the place behind the last one.
    struct cursor
    {
        i32 iterator;

        explicit operator bool() const { return iterator >= 0; }

        Row operator*() const
        {
            // A byte more than the row has, so that a longer one shows.
            struct __attribute__((packed))
            {
                Row row;
                u8 beyond;
            } read;
            eosio::check(eosio::db_get_i64(iterator, &read, sizeof read) == sizeof(Row), error::row_length);
            return read.row;
        }
    };

    table(u64 self, u64 scope) : self_(self), scope_(scope) {}

    cursor find(u64 key) const { return {eosio::db_find_i64(self_, scope_, Row::table_name.value, key)}; }

    /// The first row whose key is not below.
    cursor from(u64 key) const { return {eosio::db_lowerbound_i64(self_, scope_, Row::table_name.value, key)}; }

    /// The row, which must exist.
    Row get(u64 key, const char *message) const
    {
        const auto found = find(key);
        eosio::check(static_cast<bool>(found), message);
        return *found;
    }

    void insert(const Row &row) const
    {
        eosio::db_store_i64(scope_, Row::table_name.value, self_, row.key(), &row, sizeof row);
    }

    void update(cursor at, const Row &row) const { eosio::db_update_i64(at.iterator, self_, &row, sizeof row); }

    /// Removes the row; the cursor to the one after it.
    cursor remove(cursor at) const
    {
        const auto following = next(at);
        eosio::db_remove_i64(at.iterator);
        return following;
    }

    cursor next(cursor at) const
    {
        u64 key;
        return {eosio::db_next_i64(at.iterator, &key)};
    }
};

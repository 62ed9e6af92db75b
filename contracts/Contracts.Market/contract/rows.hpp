// The tables. Nothing personal is in them: units are salted commitments, markets are pseudonyms.
#pragma once
#include "table.hpp"

using eosio::name;
using eosio::operator""_n;

template <u32 Length>
bool same(const u8 (&left)[Length], const u8 (&right)[Length])
{
    for (auto i = 0u; i < Length; ++i)
        if (left[i] != right[i]) return false;
    return true;
}

struct PACKED checksum256
{
    u8 bytes[32];

    bool operator==(const checksum256 &other) const { return same(bytes, other.bytes); }
};

/// A key as EOSIO packs it; the types that boxes may have are of this length.
struct PACKED public_key
{
    static constexpr u8 r1 = 1;
    u8 type;
    u8 point[33];

    bool operator==(const public_key &other) const { return type == other.type && same(point, other.point); }
};

/// Quarter hours.
constexpr u32 slot_seconds = 900;

/// Who may do what, the last event's id, and for how many seconds rows are kept at least. One row.
struct PACKED config_row
{
    static constexpr name table_name = "config"_n;
    name operator_account;
    name trigger_account;
    u64 last_event;
    u32 keep;

    u64 key() const { return table_name.value; }
};

/// A box, the key that its account's active permission answers to, and its last report on a timeslot.
struct PACKED box_row
{
    static constexpr name table_name = "boxes"_n;
    name box;
    public_key signing_key;
    u32 registered;
    u8 revoked;
    u32 timeslot;
    checksum256 commitment;

    u64 key() const { return box.value; }
};

struct PACKED unit_row
{
    static constexpr name table_name = "units"_n;
    checksum256 commitment;
    u32 registered;

    // The first 8 bytes of a hash: unique as far as anyone can make it.
    u64 key() const { return *reinterpret_cast<const u64 *>(commitment.bytes); }
};

/// A request to a box to read a meter now.
struct PACKED event_row
{
    static constexpr name table_name = "events"_n;
    u64 id;
    name box;
    u8 meter;
    u32 sent;
    u8 reported;

    u64 key() const { return id; }
};

/// The box's answer, under the event's id.
struct PACKED report_row
{
    static constexpr name table_name = "reports"_n;
    u64 event;
    name box;
    checksum256 commitment;
    u32 received;

    u64 key() const { return event; }
};

/// A Merkle root, in the scope of its market. The row of kind 0 is not an anchor: it stays
/// under the key 0, and its timeslot is where pruning ended.
struct PACKED anchor_row
{
    static constexpr name table_name = "anchors"_n;
    static constexpr u8 first_kind = 1;
    static constexpr u8 last_kind = 5;
    u8 kind;
    u32 timeslot;
    u16 version;
    checksum256 root;
    u32 leaves;
    u32 anchored;

    static u64 key_of(u8 kind, u32 timeslot, u16 version)
    {
        return static_cast<u64>(kind) << 56 | static_cast<u64>(timeslot / slot_seconds) << 16 | version;
    }

    u64 key() const { return kind == 0 ? 0 : key_of(kind, timeslot, version); }
};

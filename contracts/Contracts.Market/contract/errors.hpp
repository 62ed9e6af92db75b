// Every reason to refuse, with the number under which lem.market.abi and the C# enumeration MarketError list it.
#pragma once

namespace error {

constexpr const char *not_configured = "E01 the contract is not configured: its account must send configure first";
constexpr const char *keep_too_short = "E02 rows must be kept for at least 86400 seconds";
constexpr const char *no_account = "E03 the account does not exist on this chain";
constexpr const char *box_registered_already = "E04 the box is registered already";
constexpr const char *box_not_registered = "E05 the box is not registered";
constexpr const char *box_revoked = "E06 the box was revoked; a new box account must be registered";
constexpr const char *unit_registered_already = "E07 a unit with this commitment is registered already";
constexpr const char *event_not_new = "E08 the event id must be higher than every id before it";
constexpr const char *no_event = "E09 there is no event with this id";
constexpr const char *event_of_other_box = "E10 the event asks another box";
constexpr const char *event_reported_already = "E11 the event is reported already";
constexpr const char *unknown_kind = "E12 the anchor kind must be 1 to 5";
constexpr const char *not_a_timeslot = "E13 the timeslot must be seconds since 1970 on a quarter hour";
constexpr const char *version_not_new = "E14 this or a higher version of the anchor is on the chain already";
constexpr const char *slot_pruned = "E15 anchors this old were pruned and cannot be written again";
constexpr const char *no_market = "E16 the market must be named";
constexpr const char *nothing_to_prune = "E17 nothing is removed: max is 0, or no row is both before this time and older than the time that rows are kept";
constexpr const char *unknown_action = "E18 the contract has no such action";
constexpr const char *data_length = "E19 the action data has another length than the action's fields";
constexpr const char *key_not_r1 = "E20 a box's key must be of type R1, as TPMs have them";
constexpr const char *key_not_alone = "E21 the box's active permission does not answer to this key alone: set it by eosio::updateauth";
constexpr const char *key_not_new = "E22 the box has this key already";
constexpr const char *old_key_valid = "E23 the box's active permission still answers to its old key";
constexpr const char *event_or_timeslot = "E24 a report is on an event or on a timeslot: exactly one of them must not be 0";
constexpr const char *timeslot_not_new = "E25 the box has reported this or a later timeslot already";
constexpr const char *unit_not_registered = "E26 no unit with this commitment is registered";
constexpr const char *row_length = "E27 a row was written by another version of the contract";

} // namespace error

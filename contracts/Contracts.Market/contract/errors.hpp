// Every reason to refuse, with the number under which lem.market.abi and the C# enumeration MarketError list it.
#pragma once

namespace error {

constexpr const char *not_initialised = "E01 the contract is not initialised: send init first";
constexpr const char *initialised_already = "E02 the contract is initialised already";
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
constexpr const char *nothing_to_prune = "E17 max must be at least 1";
constexpr const char *unknown_action = "E18 the contract has no such action";
constexpr const char *data_length = "E19 the action data has another length than the action's fields";

} // namespace error

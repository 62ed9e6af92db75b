// lem.market: the market's boxes, its requests to them and their answers, and the anchors of its results.
#include "rows.hpp"

using eosio::check;
using eosio::is_account;
using eosio::now;
using eosio::require_auth;

namespace {

constexpr name active = "active"_n;

/// What is younger may not be irreversible yet, which a contract cannot see: the longest that finality is ever to be away, and more.
constexpr u32 shortest_keep = 24 * 60 * 60;

/// Whether the account's active permission answers to this key, without any other key, permission or delay.
bool answers_to(name account, const public_key &key)
{
    const struct PACKED
    {
        u8 count;
        public_key key;
    } alone{1, key};
    return eosio::check_permission_authorization(account.value, active.value, &alone, sizeof alone, nullptr, 0, 0) != 0;
}

class market_contract
{
    u64 self_;
    table<config_row> config_{self_, self_};
    table<box_row> boxes_{self_, self_};
    table<unit_row> units_{self_, self_};
    table<event_row> events_{self_, self_};
    table<report_row> reports_{self_, self_};

    config_row config() const { return config_.get(config_row::table_name.value, error::not_configured); }

    config_row require_operator() const
    {
        const auto row = config();
        require_auth(row.operator_account);
        return row;
    }

    box_row active_box(name box) const
    {
        const auto row = boxes_.get(box.value, error::box_not_registered);
        check(!row.revoked, error::box_revoked);
        return row;
    }

    static void require_sole_key(name box, const public_key &key)
    {
        check(key.type == public_key::r1, error::key_not_r1);
        check(answers_to(box, key), error::key_not_alone);
    }

    void update(const box_row &row) const { boxes_.update(boxes_.find(row.key()), row); }

public:
    explicit market_contract(u64 self) : self_(self) {}

    struct PACKED configure
    {
        name operator_account;
        name trigger_account;
        u32 keep;
    };

    void on(const configure &a)
    {
        require_auth(name{self_});
        check(is_account(a.operator_account) && is_account(a.trigger_account), error::no_account);
        check(a.keep >= shortest_keep, error::keep_too_short);
        const auto at = config_.find(config_row::table_name.value);
        if (!at) return config_.insert({a.operator_account, a.trigger_account, 0, a.keep});
        config_.update(at, {a.operator_account, a.trigger_account, (*at).last_event, a.keep});
    }

    struct PACKED regbox
    {
        name box;
        public_key key;
    };

    void on(const regbox &a)
    {
        require_operator();
        check(is_account(a.box), error::no_account);
        const auto known = boxes_.find(a.box.value);
        check(!known || !(*known).revoked, error::box_revoked);
        check(!known, error::box_registered_already);
        require_sole_key(a.box, a.key);
        boxes_.insert({a.box, a.key, now(), 0, 0, {}});
    }

    struct PACKED rekeybox
    {
        name box;
        public_key key;
    };

    void on(const rekeybox &a)
    {
        require_operator();
        auto row = active_box(a.box);
        check(!(a.key == row.signing_key), error::key_not_new);
        require_sole_key(a.box, a.key);
        check(!answers_to(a.box, row.signing_key), error::old_key_valid);
        row.signing_key = a.key;
        update(row);
    }

    struct PACKED revokebox
    {
        name box;
    };

    void on(const revokebox &a)
    {
        require_operator();
        auto row = active_box(a.box);
        row.revoked = 1;
        update(row);
    }

    struct PACKED regunit
    {
        checksum256 commitment;
    };

    void on(const regunit &a)
    {
        require_operator();
        const unit_row row{a.commitment, now()};
        check(!units_.find(row.key()), error::unit_registered_already);
        units_.insert(row);
    }

    struct PACKED dropunit
    {
        checksum256 commitment;
    };

    void on(const dropunit &a)
    {
        require_operator();
        const auto at = units_.find(unit_row{a.commitment, 0}.key());
        check(at && (*at).commitment == a.commitment, error::unit_not_registered);
        units_.remove(at);
    }

    struct PACKED senddata
    {
        u64 id;
        name box;
        u8 meter;
    };

    void on(const senddata &a)
    {
        auto row = config();
        require_auth(row.trigger_account);
        active_box(a.box);
        check(a.id > row.last_event, error::event_not_new);
        row.last_event = a.id;
        config_.update(config_.find(row.key()), row);
        events_.insert({a.id, a.box, a.meter, now(), 0});
    }

    struct PACKED report
    {
        name box;
        u64 event;
        u32 timeslot;
        checksum256 commitment;
    };

    // Not the owner permission, which the operator has: it could report in the box's name.
    void on(const report &a)
    {
        require_auth(a.box, active);
        auto box = active_box(a.box);
        check(answers_to(a.box, box.signing_key), error::key_not_alone);
        check((a.event == 0) != (a.timeslot == 0), error::event_or_timeslot);
        if (a.event != 0) return answer(a);

        check(a.timeslot % slot_seconds == 0, error::not_a_timeslot);
        check(a.timeslot > box.timeslot, error::timeslot_not_new);
        box.timeslot = a.timeslot;
        box.commitment = a.commitment;
        update(box);
    }

    struct PACKED anchor
    {
        name market;
        u8 kind;
        u32 timeslot;
        u16 version;
        checksum256 root;
        u32 leaves;
    };

    void on(const anchor &a)
    {
        require_operator();
        check(a.market.value != 0, error::no_market);
        check(a.kind >= anchor_row::first_kind && a.kind <= anchor_row::last_kind, error::unknown_kind);
        check(a.timeslot % slot_seconds == 0, error::not_a_timeslot);

        const table<anchor_row> anchors{self_, a.market.value};
        const auto pruned = anchors.find(0);
        check(!pruned || a.timeslot >= (*pruned).timeslot, error::slot_pruned);

        const anchor_row row{a.kind, a.timeslot, a.version, a.root, a.leaves, now()};
        const auto at_or_above = anchors.from(row.key());
        check(!at_or_above || (*at_or_above).kind != a.kind || (*at_or_above).timeslot != a.timeslot, error::version_not_new);
        anchors.insert(row);
    }

    struct PACKED prune
    {
        name market;
        u32 before;
        u32 max;
    };

    void on(const prune &a)
    {
        const auto keep = require_operator().keep;
        check(a.market.value != 0, error::no_market);
        const auto left = prune_events(a.before, keep, prune_anchors(a, keep));
        check(left < a.max, error::nothing_to_prune);
    }

private:
    void answer(const report &a) const
    {
        const auto at = events_.find(a.event);
        check(static_cast<bool>(at), error::no_event);
        auto event = *at;
        check(event.box == a.box, error::event_of_other_box);
        check(!event.reported, error::event_reported_already);
        event.reported = 1;
        events_.update(at, event);
        reports_.insert({a.event, a.box, a.commitment, now()});
    }

    static bool is_kept(u32 written, u32 keep) { return now() - written < keep; }

    /// Removes the oldest timeslots of each kind, up to the first that stays; the rows that may still be removed.
    u32 prune_anchors(const prune &a, u32 keep) const
    {
        const table<anchor_row> anchors{self_, a.market.value};
        auto left = a.max;
        auto newest = 0u;
        for (auto kind = anchor_row::first_kind; kind <= anchor_row::last_kind; ++kind)
        {
            auto at = anchors.from(anchor_row::key_of(kind, 0, 0));
            for (; left > 0 && at; --left)
            {
                const auto row = *at;
                if (row.kind != kind || row.timeslot >= a.before || is_kept(row.anchored, keep)) break;
                if (row.timeslot >= newest) newest = row.timeslot + slot_seconds;
                at = anchors.remove(at);
            }
        }

        if (newest > 0) forbid_before(anchors, newest);
        return left;
    }

    /// What was pruned must not be anchored again with another content.
    static void forbid_before(const table<anchor_row> &anchors, u32 timeslot)
    {
        const auto at = anchors.find(0);
        if (!at) return anchors.insert({0, timeslot, 0, {}, 0, now()});

        auto known = *at;
        if (known.timeslot >= timeslot) return;
        known.timeslot = timeslot;
        known.anchored = now();
        anchors.update(at, known);
    }

    /// Removes the oldest events with their reports, also those that were never answered; the rows that may still be removed.
    u32 prune_events(u32 before, u32 keep, u32 left) const
    {
        for (auto at = events_.from(0); left > 0 && at; --left)
        {
            const auto row = *at;
            if (row.sent >= before || is_kept(row.sent, keep)) break;
            at = events_.remove(at);
            const auto answer = reports_.find(row.id);
            if (answer) reports_.remove(answer);
        }

        return left;
    }
};

template <class Action>
void run(u64 self)
{
    check(eosio::action_data_size() == sizeof(Action), error::data_length);
    Action action;
    eosio::read_action_data(&action, sizeof action);
    market_contract{self}.on(action);
}

} // namespace

extern "C" __attribute__((visibility("default"))) void apply(u64 receiver, u64 code, u64 action)
{
    // Notifications of other contracts' actions mean nothing here.
    if (receiver != code) return;

    switch (action)
    {
    case "configure"_n.value: return run<market_contract::configure>(receiver);
    case "regbox"_n.value: return run<market_contract::regbox>(receiver);
    case "rekeybox"_n.value: return run<market_contract::rekeybox>(receiver);
    case "revokebox"_n.value: return run<market_contract::revokebox>(receiver);
    case "regunit"_n.value: return run<market_contract::regunit>(receiver);
    case "dropunit"_n.value: return run<market_contract::dropunit>(receiver);
    case "senddata"_n.value: return run<market_contract::senddata>(receiver);
    case "report"_n.value: return run<market_contract::report>(receiver);
    case "anchor"_n.value: return run<market_contract::anchor>(receiver);
    case "prune"_n.value: return run<market_contract::prune>(receiver);
    default: return check(false, error::unknown_action);
    }
}

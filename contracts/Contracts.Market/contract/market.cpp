// lem.market: the market's boxes, its requests to them and their answers, and the anchors of its results.
#include "errors.hpp"
#include "rows.hpp"

using eosio::check;
using eosio::is_account;
using eosio::now;
using eosio::require_auth;

namespace {

class market_contract
{
    u64 self_;
    table<config_row> config_{self_, self_};
    table<box_row> boxes_{self_, self_};
    table<unit_row> units_{self_, self_};
    table<event_row> events_{self_, self_};
    table<report_row> reports_{self_, self_};

    config_row config() const { return config_.get(config_row::table_name.value, error::not_initialised); }

    void require_operator() const { require_auth(config().operator_account); }

    void require_active(name box) const
    {
        check(!boxes_.get(box.value, error::box_not_registered).revoked, error::box_revoked);
    }

public:
    explicit market_contract(u64 self) : self_(self) {}

    struct PACKED init
    {
        name operator_account;
        name trigger_account;
    };

    void on(const init &a)
    {
        require_auth(name{self_});
        check(!config_.find(config_row::table_name.value), error::initialised_already);
        check(is_account(a.operator_account) && is_account(a.trigger_account), error::no_account);
        config_.insert({a.operator_account, a.trigger_account, 0});
    }

    struct PACKED regbox
    {
        name box;
    };

    void on(const regbox &a)
    {
        require_operator();
        check(is_account(a.box), error::no_account);
        const auto known = boxes_.find(a.box.value);
        check(!known || !(*known).revoked, error::box_revoked);
        check(!known, error::box_registered_already);
        boxes_.insert({a.box, now(), 0});
    }

    struct PACKED revokebox
    {
        name box;
    };

    void on(const revokebox &a)
    {
        require_operator();
        require_active(a.box);
        const auto at = boxes_.find(a.box.value);
        auto row = *at;
        row.revoked = 1;
        boxes_.update(at, row);
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
        require_active(a.box);
        check(a.id > row.last_event, error::event_not_new);
        row.last_event = a.id;
        config_.update(config_.find(row.key()), row);
        events_.insert({a.id, a.box, a.meter, now(), 0});
    }

    struct PACKED report
    {
        name box;
        u64 event;
        checksum256 commitment;
    };

    void on(const report &a)
    {
        require_auth(a.box);
        require_active(a.box);
        auto event = events_.get(a.event, error::no_event);
        check(event.box == a.box, error::event_of_other_box);
        check(!event.reported, error::event_reported_already);
        event.reported = 1;
        events_.update(events_.find(a.event), event);
        reports_.insert({a.event, a.box, a.commitment, now()});
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
        check(a.timeslot % anchor_row::slot_seconds == 0, error::not_a_timeslot);

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
        require_operator();
        check(a.market.value != 0, error::no_market);
        check(a.max > 0, error::nothing_to_prune);
        prune_events(a.before, prune_anchors(a));
    }

private:
    /// The rows that may still be removed.
    u32 prune_anchors(const prune &a) const
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
                if (row.kind != kind || row.timeslot >= a.before) break;
                if (row.timeslot >= newest) newest = row.timeslot + anchor_row::slot_seconds;
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
        const anchor_row row{0, 0, 0, {}, 0, now()};
        if (!at)
        {
            auto fresh = row;
            fresh.timeslot = timeslot;
            anchors.insert(fresh);
            return;
        }

        auto known = *at;
        if (known.timeslot >= timeslot) return;
        known.timeslot = timeslot;
        known.anchored = row.anchored;
        anchors.update(at, known);
    }

    /// Removes events that are answered, or whose box was revoked; leaves open ones, at most as many as it may remove.
    void prune_events(u32 before, u32 left) const
    {
        auto open = left;
        auto at = events_.from(0);
        while (left > 0 && open > 0 && at)
        {
            const auto row = *at;
            if (row.sent >= before) break;
            if (!row.reported && !boxes_.get(row.box.value, error::box_not_registered).revoked)
            {
                --open;
                at = events_.next(at);
                continue;
            }

            --left;
            at = events_.remove(at);
            const auto answer = reports_.find(row.id);
            if (answer) reports_.remove(answer);
        }
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
    case "init"_n.value: return run<market_contract::init>(receiver);
    case "regbox"_n.value: return run<market_contract::regbox>(receiver);
    case "revokebox"_n.value: return run<market_contract::revokebox>(receiver);
    case "regunit"_n.value: return run<market_contract::regunit>(receiver);
    case "senddata"_n.value: return run<market_contract::senddata>(receiver);
    case "report"_n.value: return run<market_contract::report>(receiver);
    case "anchor"_n.value: return run<market_contract::anchor>(receiver);
    case "prune"_n.value: return run<market_contract::prune>(receiver);
    default: return check(false, error::unknown_action);
    }
}

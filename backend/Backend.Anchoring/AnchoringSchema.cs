using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Anchoring;

/// <summary>The tables of this module.</summary>
public sealed class AnchoringSchema : IModuleSchema
{
    public string Name => "anchoring";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-outbox-trees-events", """
            -- What is to be written to the chain. Entries of one queue go in the order of their ids; a queue never overtakes itself.
            create table chain_outbox (
                id bigint generated always as identity primary key,
                queue text not null,
                -- Says the same thing only once: a second entry with the same key is the same entry.
                key text not null unique,
                -- A packed transaction without reference and expiration, or null where the box itself has signed.
                actions bytea,
                state text not null default 'waiting' check (state in ('waiting', 'signed', 'irreversible', 'failed')),
                created_at timestamptz not null,
                -- The exact bytes that were signed; written before they are sent, and sent again until the outcome is known.
                packed_transaction bytea,
                signatures text[],
                transaction_id bytea,
                expires_at timestamptz,
                attempts int not null default 0,
                block_num bigint,
                block_time timestamptz,
                failure text
            );
            create index chain_outbox_open on chain_outbox (queue, id) where state in ('waiting', 'signed');
            create index chain_outbox_transaction on chain_outbox (transaction_id) where transaction_id is not null;

            -- Where the Watcher stands: the last irreversible block whose effects are in this database.
            create table chain_cursor (
                chain_id bytea primary key,
                block_num bigint not null,
                block_time timestamptz not null
            );

            -- The trees whose roots are anchored, and their leaves. Never changed, only added to.
            create table anchored_trees (
                id bigint generated always as identity primary key,
                market text not null,
                kind smallint not null,
                timeslot bigint not null,
                version int not null,
                root bytea not null,
                leaf_count int not null,
                outbox_id bigint not null references chain_outbox (id),
                unique (market, kind, timeslot, version)
            );
            create table anchored_leaves (
                tree_id bigint not null references anchored_trees (id),
                index int not null,
                salt bytea not null,
                canonical bytea not null,
                primary key (tree_id, index)
            );

            -- The concept's send_data events.
            create table data_events (
                id bigint generated always as identity primary key,
                box_id uuid not null,
                box_account text not null,
                meter_index int not null,
                state text not null default 'requested' check (state in ('requested', 'seen', 'answered', 'reported', 'failed')),
                requested_at timestamptz not null,
                outbox_id bigint references chain_outbox (id),
                report_outbox_id bigint references chain_outbox (id),
                salt bytea,
                canonical_reading bytea,
                failure text
            );
            create index data_events_open on data_events (box_id, id) where state = 'seen';
            """),
        new("0002-events-of-entries", """
            -- Every block and every dead letter asks for the events of outbox entries.
            create index data_events_outbox on data_events (outbox_id);
            create index data_events_report on data_events (report_outbox_id);
            """),
        new("0003-dead-letters", "create index chain_outbox_dead on chain_outbox (id) where state = 'failed';"),
        new("0004-bundles", """
            -- The exact bytes that were signed, for one entry or several; written before they are sent, and sent again until the outcome is known.
            -- Kept when they were outlived: should they be in a block after all, it is known whose they are.
            create table chain_transactions (
                id bytea primary key,
                packed bytea not null,
                signatures text[] not null,
                expires_at timestamptz not null,
                entries bigint[] not null
            );
            insert into chain_transactions (id, packed, signatures, expires_at, entries)
            select transaction_id, packed_transaction, signatures, expires_at, array[id] from chain_outbox where transaction_id is not null
            on conflict do nothing;
            alter table chain_outbox
                drop column packed_transaction, drop column signatures, drop column expires_at,
                -- At most so many entries together in a transaction, after one with more was refused.
                add column together int check (together > 0),
                -- Real time, whatever the market's clock says.
                add column entered_at timestamptz not null default now(),
                add foreign key (transaction_id) references chain_transactions (id);
            """),
        new("0005-reports-seen", """
            -- Each block taken in must follow the one before.
            alter table chain_cursor add column block_id bytea;

            -- What a box said on the chain counts, whoever sent it.
            alter table data_events add column report_transaction_id bytea, add column report_block bigint, add column report_commitment bytea;
            update data_events e set report_transaction_id = o.transaction_id, report_block = o.block_num
            from chain_outbox o where o.id = e.report_outbox_id and e.state = 'reported';

            -- What a box committed itself to on the chain for a timeslot: its batch chain, which nobody can change later.
            create table box_reports (
                box_account text not null,
                timeslot bigint not null,
                commitment bytea not null,
                transaction_id bytea not null,
                block_num bigint not null,
                block_time timestamptz not null,
                primary key (timeslot, box_account)
            );
            """),
        new("0006-reports-to-open", """
            -- What boxes reported by themselves, and of which salt and reading are still to be asked for.
            create index data_events_unopened on data_events (box_id) where state = 'reported' and salt is null and report_commitment is not null and failure is null;
            """),
    ];
}

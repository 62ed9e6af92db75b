using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Mastr.Soap;

/// <summary>The tables of the sync with the register's web service.</summary>
public sealed class MastrSyncSchema : IModuleSchema
{
    public string Name => "mastr-sync";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-sync", """
            create table mastr_sync (
                id smallint primary key check (id = 1),
                state jsonb not null,
                written_at timestamptz not null default now()
            );
            comment on table mastr_sync is 'One row: how far the sync with the register''s web service is. Written with the records that an answer brought.';

            create table mastr_sync_asks (
                seq bigint generated always as identity,
                operation text not null,
                number text collate "C" not null,
                -- 1 waiting, 2 done in this round, 3 failed and asked for again in the next.
                state smallint not null default 1 check (state between 1 and 3),
                rounds_failed int not null default 0,
                failure text not null default '',
                primary key (operation, number)
            );
            create index mastr_sync_asks_waiting on mastr_sync_asks (seq) where state = 1;
            comment on table mastr_sync_asks is 'Objects of the register that are asked for in this round.';

            create table mastr_sync_units (
                number text collate "C" primary key,
                seen_at timestamptz not null default now()
            );
            comment on table mastr_sync_units is 'Units that are followed: a list of the configured area held them, or they are the market''s.';
            """),
    ];
}

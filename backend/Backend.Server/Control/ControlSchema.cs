using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>The tables of limits on plants, and of what happened at boxes.</summary>
sealed class ControlSchema : IModuleSchema
{
    public string Name => "control";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-limits-events", """
            create table control_limits (
                revision bigint generated always as identity primary key,
                id uuid not null unique,
                box uuid not null,
                meter_serial text not null,
                meter_index int not null,
                kind smallint not null check (kind in (1, 2)),
                limit_w bigint not null check (limit_w >= 0 and (kind = 1 or limit_w >= 4200)),
                until timestamptz not null,
                reason text not null,
                ordered_by text not null,
                ordered_at timestamptz not null,
                release boolean not null default false,
                -- lem.v1.LimitState; those above 4 are final.
                state smallint not null default 1,
                set_w bigint not null default 0,
                applied_at timestamptz,
                ended_at timestamptz,
                failure text not null default ''
            );
            create index control_limits_open on control_limits (box, revision) where state <= 4;
            create index control_limits_box on control_limits (box, revision);
            comment on table control_limits is 'Who limited which plant to what, when and why, and how far it is. A final state is written once; nothing is deleted.';

            create table control_steps (
                id bigint generated always as identity primary key,
                revision bigint not null references control_limits (revision),
                at timestamptz not null,
                state smallint not null,
                caller text not null,
                detail text not null
            );
            create index control_steps_limit on control_steps (revision, id);
            comment on table control_steps is 'What happened with a limit, step by step. Only added to.';

            create table control_events (
                id bigint generated always as identity primary key,
                box uuid not null,
                event_id uuid not null,
                -- lem.v1.BoxEvent.
                event bytea not null,
                recorded_at timestamptz not null,
                unique (box, event_id)
            );
            comment on table control_events is 'What boxes say happened at them: tamper contacts, buttons.';
            """),
    ];
}

using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>The tables of orders to boxes, and of their software.</summary>
sealed class FleetSchema : IModuleSchema
{
    public string Name => "fleet";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-orders-packages", """
            create table fleet_orders (
                id bigint generated always as identity primary key,
                order_id uuid not null unique,
                box uuid not null,
                kind text not null check (kind in ('status', 'log', 'restart', 'configuration', 'update')),
                detail text not null,
                -- lem.v1.BoxCommand without id and expiry.
                command bytea not null,
                ordered_by text not null,
                ordered_at timestamptz not null,
                expires_at timestamptz not null,
                sent_at timestamptz,
                finished_at timestamptz,
                state text not null default 'waiting' check (state in ('waiting', 'sent', 'done', 'failed', 'expired')),
                -- lem.v1.BoxCommandResult: the last progress, then the outcome.
                result bytea
            );
            create index fleet_orders_open on fleet_orders (box, id) where state in ('waiting', 'sent');
            create index fleet_orders_box on fleet_orders (box, id);
            comment on table fleet_orders is 'Who ordered what of a box when, and what came of it. An outcome is written once.';

            create table fleet_packages (
                id bigint generated always as identity primary key,
                sha256 bytea not null unique,
                version text not null,
                architecture text not null,
                bytes bigint not null,
                minimum_previous_version text not null,
                uploaded_at timestamptz not null,
                uploaded_by text not null
            );
            create table fleet_package_parts (
                sha256 bytea not null references fleet_packages (sha256),
                part int not null,
                data bytea not null,
                primary key (sha256, part)
            );
            alter table fleet_package_parts alter column data set storage external;
            comment on table fleet_package_parts is 'A package in parts of 256 KiB, so that any backend can serve it from any offset.';
            """),
    ];
}

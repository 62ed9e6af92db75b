using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Mastr;

/// <summary>The tables of this module.</summary>
public sealed class MastrSchema : IModuleSchema
{
    public string Name => "mastr";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-records", """
            create table mastr_generations (
                id int generated always as identity primary key,
                state text not null check (state in ('loading', 'current', 'replaced', 'abandoned')),
                -- The export's file name, or where the records came from otherwise.
                source text not null,
                -- Of the zip's directory: the same zip again goes on with what an interrupted import has loaded.
                fingerprint bytea,
                -- A whole export replaces what is there; a part is added to it.
                whole boolean not null default false,
                export_date date,
                started_at timestamptz not null default now(),
                finished_at timestamptz,
                -- Kind to number of records, as of finished_at.
                counts jsonb not null default '{}',
                warnings text[] not null default '{}'
            );
            create unique index mastr_generations_current on mastr_generations (state) where state = 'current';
            comment on table mastr_generations is 'States of the copy of the Marktstammdatenregister: one is read, the next is filled beside it, then they change places in one transaction.';

            create table mastr_members (
                generation int not null references mastr_generations (id) on delete cascade,
                name text not null,
                kind smallint not null,
                items bigint not null,
                -- Of them repeated or without a number: not taken.
                repeated bigint not null,
                -- It held nothing but its declaration.
                is_void boolean not null,
                warnings text[] not null,
                loaded_at timestamptz not null default now(),
                primary key (generation, name)
            );
            comment on table mastr_members is 'The files of an export that are loaded: each in one transaction with its records.';

            create table mastr_records (
                generation int not null,
                -- MastrKinds: 1 to 19 are units.
                kind smallint not null,
                number text collate "C" not null,
                updated_at timestamptz,
                -- When the web service brought it; null: it is the bulk export's.
                synced_at timestamptz,
                -- When it was seen that the register has it no more; it is still found by its number.
                gone_at timestamptz,
                actor text collate "C",
                postcode text collate "C",
                location text collate "C",
                status int,
                power_w bigint,
                energy_carrier int,
                -- The whole record; element names as in the export, values as text.
                data jsonb not null
            ) partition by list (generation);
            create unique index mastr_records_key on mastr_records (generation, kind, number);
            create index mastr_records_actor on mastr_records (actor, number) where actor is not null;
            create index mastr_records_postcode on mastr_records (postcode, number) where postcode is not null;
            create index mastr_records_location on mastr_records (location, number) where location is not null;
            create index mastr_records_synced on mastr_records (kind, number) where synced_at is not null or gone_at is not null;
            comment on table mastr_records is 'Records of the Marktstammdatenregister, a partition a generation.';
            """),
        new("0002-units-of-documents", """
            -- Units and market actors were documents once: they are the first generation. The documents stay as they are.
            do $$
            declare
                id_of_generation int;
            begin
                if to_regclass('mt_doc_unit') is null then
                    return;
                end if;

                if not exists (select from mt_doc_unit) then
                    return;
                end if;

                insert into mastr_generations (state, source, finished_at)
                values ('current', 'documents of an earlier version', now()) returning id into id_of_generation;
                execute format('create table mastr_records_%s partition of mastr_records for values in (%s)', id_of_generation, id_of_generation);
                insert into mastr_records (generation, kind, number, actor, postcode, power_w, data)
                select id_of_generation,
                    case data ->> 'kind'
                        when 'Solar' then 1 when 'Wind' then 2 when 'Combustion' then 6 when 'Storage' then 8 when 'Consumer' then 9
                        else case data -> 'fields' ->> 'Energietraeger' when '2493' then 3 when '2498' then 4 else 5 end
                    end,
                    id, nullif(data ->> 'operatorNumber', ''), nullif(data ->> 'postcode', ''), (data ->> 'grossPower')::bigint, data -> 'fields'
                from mt_doc_unit;
                if to_regclass('mt_doc_marketactor') is not null then
                    insert into mastr_records (generation, kind, number, data)
                    select id_of_generation, 40, id, data -> 'fields' from mt_doc_marketactor;
                end if;

                update mastr_generations set counts = (
                    select jsonb_object_agg(kind, n) from (select kind, count(*) as n from mastr_records where generation = id_of_generation group by kind) as counted)
                where id = id_of_generation;
            end
            $$
            """),
        new("0003-report", """
            alter table mastr_generations
                -- The run of the job mastr-import that made it, and what it took (MastrImportReport).
                add column run uuid,
                add column report jsonb;
            create index mastr_generations_run on mastr_generations (run) where run is not null
            """),
    ];
}

using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Forecasts;

/// <summary>The tables of this module. Rows are only ever added.</summary>
public sealed class ForecastSchema : IModuleSchema
{
    const string Curves = """
        create table forecast_units (
          unit_key integer generated always as identity primary key,
          unit_number text not null unique);
        comment on table forecast_units is 'A short key for a unit, by its MaStR number.';

        create table forecast_sets (
          set_id bigint generated always as identity primary key,
          source text not null,
          kind smallint not null,
          believed_at timestamptz not null,
          document text null,
          key text null unique,
          first_timeslot bigint not null,
          last_timeslot bigint not null,
          units integer not null,
          slot_values bigint not null,
          recorded_at timestamptz not null default transaction_timestamp());
        create index forecast_sets_believed on forecast_sets (believed_at, set_id);
        comment on table forecast_sets is
          'What many values have in common. believed_at is on the market''s clock, recorded_at when it was stored; kind 1 delivered, 2 own, 3 history; key tells what is there already.';

        create table forecast_curves (
          unit_key integer not null,
          day date not null,
          set_id bigint not null,
          direction smallint not null,
          quantile smallint not null,
          wh bigint[] not null check (array_ndims(wh) = 1 and array_length(wh, 1) = 96 and 0 <= all (wh)),
          status smallint[] null,
          primary key (unit_key, day, set_id, direction, quantile)) partition by range (day);
        comment on table forecast_curves is
          'The 96 quarter hours of a UTC day, Wh, null where nothing is said. direction 1 production, 2 consumption; quantile in per mille, 0 the expected value; status null: all plain.';
        """;

    // What the first version of this module had stored: a row a timeslot. The old table stays as it is; nothing reads it any more.
    const string FromBeliefs = """
        do $$
        declare month date;
        begin
          for month in select distinct date_trunc('month', to_timestamp(timeslot) at time zone 'UTC')::date from forecast_beliefs loop
            execute format('create table if not exists forecast_curves_%s partition of forecast_curves for values from (%L) to (%L)',
              to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date);
          end loop;
        end $$;

        insert into forecast_units (unit_number) select distinct unit_number from forecast_beliefs order by unit_number;

        insert into forecast_sets (source, kind, believed_at, document, key, first_timeslot, last_timeslot, units, slot_values)
        select 'upload', 1, believed_at, source, format('beliefs:%s:%s', extract(epoch from believed_at), source),
          min(timeslot), max(timeslot), count(distinct unit_number), count(*)
        from forecast_beliefs group by believed_at, source order by believed_at, source;

        insert into forecast_curves (unit_key, day, set_id, direction, quantile, wh)
        select u.unit_key, d.day, s.set_id, w.direction, 0, array_agg(w.wh order by i)
        from (select distinct unit_number, believed_at, source, (to_timestamp(timeslot) at time zone 'UTC')::date as day from forecast_beliefs) d
        join forecast_units u using (unit_number)
        join forecast_sets s on s.key = format('beliefs:%s:%s', extract(epoch from d.believed_at), d.source)
        cross join generate_series(0, 95) i
        left join forecast_beliefs b on b.unit_number = d.unit_number and b.believed_at = d.believed_at and b.source = d.source
          and b.timeslot = extract(epoch from d.day::timestamp)::bigint + i * 900
        cross join lateral (values (1::smallint, b.production_wh), (2::smallint, b.consumption_wh)) w(direction, wh)
        group by u.unit_key, d.day, s.set_id, w.direction;

        comment on table forecast_beliefs is 'As stored by the first version; copied to forecast_curves and not read any more.';
        """;

    public string Name => "forecasts";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-beliefs", """
            -- Bitemporal: about which timeslot, and believed from when on. Never changed, only added to.
            create table forecast_beliefs (
                unit_number text not null,
                timeslot bigint not null,
                believed_at timestamptz not null,
                source text not null,
                production_wh bigint not null check (production_wh >= 0),
                consumption_wh bigint not null check (consumption_wh >= 0),
                primary key (unit_number, timeslot, believed_at, source)
            )
            """),
        new("0002-curves", Curves),
        new("0003-from-beliefs", FromBeliefs),
    ];
}

using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Telemetry;

/// <summary>The tables of measured values. Rows are only ever added, except the head of a box's chain of batches.</summary>
public sealed class TelemetrySchema : IModuleSchema
{
    const string Ingest = """
        create table meters (
          meter_key integer generated always as identity primary key,
          box uuid not null,
          serial text not null,
          unique (box, serial));
        comment on table meters is 'A short key for a meter on a box: a box can only ever write to meters of its own.';

        create table batch_heads (
          box uuid primary key,
          sequence bigint not null,
          hash bytea not null);
        comment on table batch_heads is 'The last batch of each box; its row is locked while a batch is taken in.';

        create table batch_ledger (
          box uuid not null,
          sequence bigint not null,
          hash bytea not null,
          content bytea not null,
          signature bytea not null,
          readings integer not null,
          received_at timestamptz not null,
          primary key (box, sequence));
        comment on table batch_ledger is 'Every batch acknowledged, as it was signed.';

        create table refused_batches (
          id bigint generated always as identity primary key,
          box uuid not null,
          sequence bigint not null,
          hash bytea not null,
          reason smallint not null,
          detail text not null,
          content bytea not null,
          signature bytea not null,
          received_at timestamptz not null,
          unique (box, hash, reason));
        comment on table refused_batches is 'What a box sent and a check refused, kept for a person; reason is lem.v1.RefusalReason.';

        create table readings (
          meter_key integer not null,
          register smallint not null,
          ts timestamptz not null,
          value bigint not null,
          quality smallint not null,
          sequence bigint not null,
          primary key (meter_key, register, ts, sequence)) partition by range (ts);
        comment on table readings is 'value in Wh or W by register (lem.v1.Register), quality is lem.v1.Quality; of one instant the highest batch sequence counts.';
        """;

    const string Slots = """
        create table slot_energies (
          meter_key integer not null references meters (meter_key),
          timeslot bigint not null,
          version integer not null,
          quality smallint not null,
          import_wh bigint null,
          import_quality smallint null,
          import_start_wh bigint null,
          import_start_quality smallint null,
          import_start_sequence bigint null,
          import_end_wh bigint null,
          import_end_quality smallint null,
          import_end_sequence bigint null,
          export_wh bigint null,
          export_quality smallint null,
          export_start_wh bigint null,
          export_start_quality smallint null,
          export_start_sequence bigint null,
          export_end_wh bigint null,
          export_end_quality smallint null,
          export_end_sequence bigint null,
          batch_sequence bigint not null,
          batch_hash bytea not null,
          computed_at timestamptz not null,
          primary key (meter_key, timeslot, version));
        create index slot_energies_timeslot on slot_energies (timeslot);
        comment on table slot_energies is
          'Energy of a meter in a quarter hour (UTC start in seconds), from register values at its edges, Wh. A register that a meter does not have is null. Versions are never changed; the batch is the newest one the version rests on.';
        """;

    const string Notes = """
        create table reading_gaps (
          id bigint generated always as identity primary key,
          meter_key integer not null references meters (meter_key),
          register smallint not null,
          from_ts timestamptz not null,
          to_ts timestamptz not null,
          readings bigint not null,
          reason smallint not null,
          sequence bigint not null,
          received_at timestamptz not null);
        create index reading_gaps_meter on reading_gaps (meter_key, to_ts);
        create index reading_gaps_received on reading_gaps (received_at);
        comment on table reading_gaps is
          'Readings that a box had and gave up, counted by it and signed in the batch; reason is lem.v1.GapReason. A slot that a gap touches is not complete.';

        create table clock_events (
          box uuid not null,
          sequence bigint not null,
          place integer not null,
          kind smallint not null,
          ts timestamptz not null,
          step_ms bigint not null,
          primary key (box, sequence, place));
        comment on table clock_events is
          'What became of boxes'' clocks before the readings of a batch; kind is lem.v1.ClockEventKind. A step back supersedes readings of earlier batches from ts on.';
        """;

    public string Name => "telemetry";

    public IReadOnlyList<ModuleMigration> Migrations { get; } = [new("0001-ingest", Ingest), new("0002-slot-energies", Slots), new("0003-gaps-and-clocks", Notes)];
}

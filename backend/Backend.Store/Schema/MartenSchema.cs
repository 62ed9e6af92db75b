using LocalEnergyMarket.Backend.Store.Documents;

namespace LocalEnergyMarket.Backend.Store.Schema;

/// <summary>
/// The tables, names and types that Marten 9 creates with its default options. Additive only: what exists stays as it is.
/// </summary>
static class MartenSchema
{
    const string Events = """
        create table if not exists mt_streams (
          id uuid not null constraint pkey_mt_streams_id primary key,
          type varchar null,
          version bigint null,
          "timestamp" timestamptz not null default now(),
          created timestamptz not null default now(),
          tenant_id varchar default '*DEFAULT*',
          is_archived boolean default false);
        create table if not exists mt_events (
          seq_id bigint not null constraint pkey_mt_events_seq_id primary key,
          id uuid not null,
          stream_id uuid null constraint fkey_mt_events_stream_id references mt_streams (id) on delete cascade,
          version bigint not null,
          data jsonb not null,
          bdata bytea null,
          type varchar(500) not null,
          "timestamp" timestamptz not null default now(),
          tenant_id varchar default '*DEFAULT*',
          mt_dotnet_type varchar null,
          is_archived boolean default false);
        create unique index if not exists pk_mt_events_stream_and_version on mt_events (stream_id, version);
        create sequence if not exists mt_events_sequence owned by mt_events.seq_id;
        create table if not exists mt_event_progression (
          name varchar not null constraint pk_mt_event_progression primary key,
          last_seq_id bigint null,
          last_updated timestamptz default transaction_timestamp());
        create table if not exists mt_high_water_skips (
          ending_sequence bigint not null constraint pkey_mt_high_water_skips_ending_sequence primary key,
          starting_sequence bigint not null,
          "timestamp" timestamptz default transaction_timestamp());
        """;

    public static IEnumerable<string> Statements(IEnumerable<DocumentMapping> documents) =>
        [Events, .. documents.SelectMany(Document)];

    static IEnumerable<string> Document(DocumentMapping mapping)
    {
        yield return Document(mapping.Alias, mapping.IdSqlType, mapping.IsAggregate);
        foreach (var field in mapping.Duplicated)
        {
            yield return $"""
                do $$ begin
                  if not exists (select from pg_attribute where attrelid = '{mapping.Table}'::regclass and attname = '{field.Column}' and not attisdropped) then
                    alter table {mapping.Table} add column {field.Column} {field.SqlType};
                    update {mapping.Table} set {field.Column} = (data ->> '{field.JsonName}')::{field.SqlType};
                  end if;
                end $$;
                create index if not exists {mapping.Table}_idx_{field.Column} on {mapping.Table} ({field.Column});
                """;
        }

        if (mapping.IsSoftDeleted)
        {
            yield return $"""
                alter table {mapping.Table} add column if not exists mt_deleted boolean default false;
                alter table {mapping.Table} add column if not exists mt_deleted_at timestamptz null;
                create index if not exists {mapping.Table}_idx_mt_deleted on {mapping.Table} (mt_deleted);
                """;
        }

        if (mapping.HasGinIndex)
        {
            yield return $"create index if not exists {mapping.Table}_idx_data on {mapping.Table} using gin (data jsonb_path_ops);";
        }
    }

    static string Document(string alias, string idType, bool isAggregate)
    {
        var version = isAggregate
            ? "mt_dotnet_type varchar null, mt_version bigint not null default 0"
            : "mt_version uuid not null default (md5(random()::text || clock_timestamp()::text)::uuid), mt_dotnet_type varchar null";
        return $"""
            create table if not exists mt_doc_{alias} (
              id {idType} not null constraint pkey_mt_doc_{alias}_id primary key,
              data jsonb not null,
              mt_last_modified timestamptz default transaction_timestamp(),
              {version});
            """;
    }
}

using System.Text.Json;
using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs.Runs;

/// <summary>Reads runs from their table.</summary>
static class JobRows
{
    public const string Columns = """
        id, number, kind, arguments::text, started_by, state, backend, interruptions, cancel_requested_by, done, total, stage, result, failure, warnings, log_lines,
        due_at, requested_at, begun_at, ended_at
        """;

    public static async Task<List<JobInfo>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var runs = new List<JobInfo>();
        while (await reader.ReadAsync(cancellation))
        {
            runs.Add(new(
                reader.GetGuid(0),
                reader.GetInt64(1),
                reader.GetString(2),
                Parse(reader.GetString(3)),
                reader.GetString(4),
                (JobState)reader.GetInt16(5),
                reader.GetString(6),
                reader.GetInt32(7),
                reader.GetString(8),
                reader.GetInt64(9),
                reader.IsDBNull(10) ? null : reader.GetInt64(10),
                reader.GetString(11),
                reader.GetString(12),
                reader.GetString(13),
                reader.GetInt32(14),
                reader.GetInt32(15),
                Instant(reader, 16),
                Instant(reader, 17)!.Value,
                Instant(reader, 18),
                Instant(reader, 19)));
        }

        return runs;
    }

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Mastr.Units;

/// <summary>Storage plants (AnlageStromSpeicher): they have the capacity, which the storage units do not.</summary>
public sealed class StoragePlants(IDocumentStore store)
{
    const string ByNumber = $"select number, data from mastr_records where generation = {CurrentGeneration.Sql} and kind = 28 and number = any ($1)";

    /// <summary>The records of those of these numbers (SSE…, a unit's SpeMastrNummer) that there are.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> FindAsync(IReadOnlyCollection<string> numbers, CancellationToken cancellation)
    {
        await using var command = store.DataSource.CreateCommand(ByNumber);
        command.Parameters.Add(new() { Value = numbers.ToArray() });
        var plants = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            plants[reader.GetString(0)] = MastrJson.Read(await reader.GetFieldValueAsync<byte[]>(1, cancellation));
        }

        return plants;
    }
}

using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Units;

/// <summary>
/// The units of the Marktstammdatenregister. Lists come in pages in the order of the numbers and leave out what the register has no more;
/// by its number a unit is found all the same.
/// </summary>
public sealed class UnitRegister(IDocumentStore store)
{
    const string Columns = "kind, number, actor, postcode, power_w, gone_at, data";

    const string Mine = $"generation = {CurrentGeneration.Sql}";

    const string Listed = $"{Mine} and kind <= 19 and gone_at is null and number > $2 order by number limit $3";

    static readonly short[] UnitKinds = [.. MastrKinds.All.Where(kind => kind.IsUnit).Select(kind => kind.Id)];

    public async Task<Unit?> FindAsync(string unitNumber, CancellationToken cancellation) => (await FindAsync([unitNumber], cancellation)).FirstOrDefault();

    /// <summary>Those of these numbers that there are.</summary>
    public Task<IReadOnlyList<Unit>> FindAsync(IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation) =>
        QueryAsync($"select {Columns} from mastr_records where {Mine} and kind = any ($1) and number = any ($2)", cancellation, UnitKinds, unitNumbers.ToArray());

    /// <summary>A page of units in the order of their numbers.</summary>
    /// <param name="postcode">Only units with this postcode; all if empty.</param>
    /// <param name="after">The last number of the page before; empty for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    public Task<IReadOnlyList<Unit>> ListAsync(string postcode, string after, int size, CancellationToken cancellation) => postcode.Length > 0
        ? QueryAsync($"select {Columns} from mastr_records where postcode = $1 and {Listed}", cancellation, postcode, after, size)

        // Of each kind the first ones, by its index.
        : QueryAsync(
            $"""
            select page.* from unnest($1) as kinds (one), lateral (
                select {Columns} from mastr_records where {Mine} and kind = kinds.one and gone_at is null and number > $2 order by number limit $3) as page
            order by number limit $3
            """,
            cancellation,
            UnitKinds,
            after,
            size);

    /// <summary>A page of the units that a market actor operates.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public Task<IReadOnlyList<Unit>> ListByOperatorAsync(string operatorNumber, string after, int size, CancellationToken cancellation) =>
        QueryAsync($"select {Columns} from mastr_records where actor = $1 and {Listed}", cancellation, operatorNumber, after, size);

    /// <summary>A page of the units at a location (SEL…, SVL…, …).</summary>
    /// <inheritdoc cref="ListAsync"/>
    public Task<IReadOnlyList<Unit>> ListByLocationAsync(string locationNumber, string after, int size, CancellationToken cancellation) =>
        QueryAsync($"select {Columns} from mastr_records where location = $1 and {Listed}", cancellation, locationNumber, after, size);

    /// <summary>A page of the units behind a grid connection point (SAN…, GAN…): those at its location.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public Task<IReadOnlyList<Unit>> ListByGridConnectionAsync(string gridConnectionNumber, string after, int size, CancellationToken cancellation) => QueryAsync(
        $"select {Columns} from mastr_records where location = (select location from mastr_records where {Mine} and kind = 51 and number = $1) and {Listed}",
        cancellation,
        gridConnectionNumber,
        after,
        size);

    async Task<IReadOnlyList<Unit>> QueryAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var units = new List<Unit>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            units.Add(await ReadAsync(reader, cancellation));
        }

        return units;
    }

    static async Task<Unit> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var fields = MastrJson.Read(await reader.GetFieldValueAsync<byte[]>(6, cancellation));
        return new(
            reader.GetString(1),
            NameOf(fields),
            KindOf(reader.GetInt16(0)),
            reader.IsDBNull(3) ? "" : reader.GetString(3),
            new(reader.IsDBNull(4) ? 0 : reader.GetInt64(4)),
            reader.IsDBNull(2) ? "" : reader.GetString(2),
            fields,
            MastrKinds.Get(reader.GetInt16(0)).Name,
            reader.IsDBNull(5) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(5, cancellation));
    }

    static string NameOf(Dictionary<string, string> fields) =>
        ((string[])["NameStromerzeugungseinheit", "NameStromverbrauchseinheit", "NameGaserzeugungseinheit", "NameGasverbrauchsseinheit", "NameGasspeicher"])
            .Select(name => fields.GetValueOrDefault(name, "")).FirstOrDefault(name => name.Length > 0, "");

    static UnitKind KindOf(short kind) => kind switch
    {
        1 => UnitKind.Solar,
        2 => UnitKind.Wind,
        6 => UnitKind.Combustion,
        8 => UnitKind.Storage,
        9 => UnitKind.Consumer,
        _ => UnitKind.Other,
    };
}

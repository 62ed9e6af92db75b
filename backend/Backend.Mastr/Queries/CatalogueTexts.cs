using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Queries;

/// <summary>What ids stand for, by the register's own catalogues (Katalogwerte and the four small ones), as far as some records need them.</summary>
sealed class CatalogueTexts
{
    readonly Dictionary<(short Catalogue, string Id), string> _texts = [];

    public static async Task<CatalogueTexts> LoadAsync(
        NpgsqlConnection connection, IEnumerable<(MastrKind Kind, IReadOnlyDictionary<string, string> Fields)> records, CancellationToken cancellation)
    {
        var wanted = records.SelectMany(record => record.Fields.SelectMany(field =>
            CatalogueFields.CatalogueOf(record.Kind, field.Key) is { } catalogue ? Ids(field.Value).Select(id => (catalogue, id)) : [])).ToHashSet();
        var texts = new CatalogueTexts();
        if (wanted.Count == 0)
        {
            return texts;
        }

        await using var command = new NpgsqlCommand(
            $"select kind, number, data from mastr_records where generation = {CurrentGeneration.Sql} and kind = any ($1) and number = any ($2)", connection);
        command.Parameters.Add(new() { Value = wanted.Select(pair => pair.catalogue).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = wanted.Select(pair => pair.id).Distinct(StringComparer.Ordinal).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var fields = MastrJson.Read(await reader.GetFieldValueAsync<byte[]>(2, cancellation));

            // The documentation calls the text of the small catalogues Beschreibung; the files have Wert, that of categories Name.
            texts._texts[(reader.GetInt16(0), reader.GetString(1))] =
                ((string[])["Wert", "Beschreibung", "Name"]).Select(name => fields.GetValueOrDefault(name, "")).FirstOrDefault(text => text.Length > 0, "");
        }

        return texts;
    }

    /// <summary>"" if the field holds no id, or the catalogues do not have it.</summary>
    public string TextOf(MastrKind kind, string field, string value) => CatalogueFields.CatalogueOf(kind, field) is not { } catalogue
        ? ""
        : string.Join(", ", Ids(value).Select(id => _texts.GetValueOrDefault((catalogue, id), "")).Where(text => text.Length > 0));

    static string[] Ids(string value) => value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}

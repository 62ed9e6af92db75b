namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>One record of the Marktstammdatenregister, in the bulk export's words.</summary>
/// <param name="Kind">The export file it stands in, without its number and ending, for example <c>EinheitenSolar</c> (<see cref="Kinds.MastrKinds"/>).</param>
/// <param name="Number">Its MaStR number, or its id where records of the kind have none.</param>
/// <param name="UpdatedAt">The register's stamp of its last change, taken as UTC; null where there is none.</param>
/// <param name="Data">The whole record: a JSON object in UTF-8, element names as in the export, every value a string, empty elements left out.</param>
public sealed record MastrRecord(string Kind, string Number, DateTimeOffset? UpdatedAt, ReadOnlyMemory<byte> Data)
{
    public static MastrRecord Of(string kind, string number, DateTimeOffset? updatedAt, IReadOnlyDictionary<string, string> fields) =>
        new(kind, number, updatedAt, MastrJson.Write(fields));
}

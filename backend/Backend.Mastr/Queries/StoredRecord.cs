namespace LocalEnergyMarket.Backend.Mastr.Queries;

/// <summary>A record as it is stored.</summary>
/// <param name="Kind">The export file it stands in, without number and ending.</param>
/// <param name="UpdatedAt">The register's own stamp; null if it has none.</param>
/// <param name="SyncedAt">When the web service brought it; null: a bulk export did.</param>
/// <param name="GoneAt">When it was seen that the register has it no more; null: it has it.</param>
/// <param name="Fields">The whole record, in the order of the names.</param>
public sealed record StoredRecord(
    string Kind, string Number, DateTimeOffset? UpdatedAt, DateTimeOffset? SyncedAt, DateTimeOffset? GoneAt, IReadOnlyList<StoredField> Fields);

/// <param name="Value">As the register has it.</param>
/// <param name="Text">What a catalogue's id stands for; several separated by commas; "" if it is none, or the catalogues do not have it.</param>
/// <param name="IsMarkedAbsent">The register says beside it that there is none (<c>X_nv</c>): the value means nothing.</param>
public sealed record StoredField(string Name, string Value, string Text, bool IsMarkedAbsent);

/// <summary>A record and what it is linked with.</summary>
/// <param name="Records">Those of the number asked for: a unit that was deleted has one of itself and one that says so.</param>
/// <param name="Linked">Location, grid connections, grids, plants, storage, permits, operator, roles.</param>
/// <param name="Dangling">Numbers that are named and of which there is no record: normal in the register.</param>
public sealed record LinkedRecords(IReadOnlyList<StoredRecord> Records, IReadOnlyList<StoredRecord> Linked, IReadOnlyList<string> Dangling);

using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Mastr.Soap.Words;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>Makes the records that are stored of what the service said and what is there. Pure.</summary>
static class SyncRecords
{
    public const string Tombstones = "GeloeschteUndDeaktivierteEinheiten";

    static readonly MastrKind[] Units = [.. MastrKinds.All.Where(kind => kind.IsUnit)];

    public static IReadOnlyList<short> UnitKinds { get; } = [.. Units.Select(kind => kind.Id)];

    public static IReadOnlyCollection<string> UnitKindNames { get; } = [.. Units.Select(kind => kind.Name)];

    /// <param name="found">In the order of the answer; of an object that is there twice the parts are put together.</param>
    /// <param name="removed">Their own records get the state, where there are such.</param>
    /// <param name="stored">What the register has.</param>
    public static IReadOnlyList<MastrRecord> Join(
        IReadOnlyList<FoundRecord> found, IReadOnlyList<RemovedUnit> removed, IReadOnlyDictionary<(short Kind, string Number), Dictionary<string, string>> stored)
    {
        var joined = new Dictionary<(short Kind, string Number), IReadOnlyDictionary<string, string>>(stored.Select(
            pair => KeyValuePair.Create(pair.Key, (IReadOnlyDictionary<string, string>)pair.Value)));
        var changed = new HashSet<(short Kind, string Number)>();
        foreach (var record in found)
        {
            var key = (MastrKinds.Get(record.Kind).Id, record.Number);
            joined[key] = ExportOnly.Join(joined.GetValueOrDefault(key), record.Fields, record.Whole);
            changed.Add(key);
        }

        foreach (var unit in removed)
        {
            foreach (var key in UnitKinds.Select(kind => (kind, unit.Number)).Where(joined.ContainsKey))
            {
                joined[key] = ExportOnly.Join(joined[key], Status(unit), whole: false);
                changed.Add(key);
            }
        }

        return [.. changed.Select(key => MastrRecord.Of(MastrKinds.Get(key.Kind).Name, key.Number, RowPlan.Stamp(joined[key]), joined[key]))];
    }

    static Dictionary<string, string> Status(RemovedUnit unit) => new(
        unit.Tombstone.Where(field => field.Key is "EinheitSystemstatus" or "EinheitBetriebsstatus" or "DatumLetzteAktualisierung"), StringComparer.OrdinalIgnoreCase);
}

using System.Text;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.History;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry.Tests.Registers;

/// <summary>A register in a database of its own, with three units of one operator, on a clock that is set by hand.</summary>
sealed class OpenRegister : IAsyncDisposable
{
    public const string Group = "11XLOCALMARKET-M";
    public const string Operator = "ABR900000000119";

    public static readonly Actor Staff = new("control room", "Operator");

    OpenRegister(DocumentStore store, SetClock clock)
    {
        (Store, Clock) = (store, clock);
        Boxes = new(store, clock);
        Meters = new(store, clock);
        Customers = new(store, clock);
        Groups = new(store);
        Contracts = new(store, clock, new(Group));
        Roles = new(store);
        History = new(store);
    }

    public DocumentStore Store { get; }

    public SetClock Clock { get; }

    public BoxRegister Boxes { get; }

    public MeterDirectory Meters { get; }

    public CustomerRegister Customers { get; }

    public BalancingGroupRegister Groups { get; }

    public ContractRegister Contracts { get; }

    public RoleRegister Roles { get; }

    public RegisterHistory History { get; }

    public static string Unit(int number) => $"SEE9100000000{number:00}";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<OpenRegister> OpenAsync(RegistryDatabase database)
    {
        var clock = new SetClock(new(2026, 6, 21, 11, 58, 0, TimeSpan.Zero));
        var register = new OpenRegister(await database.OpenAsync(clock), clock);
        await register.UnitsAsync(Record(1), Record(2), Record(3), Record(9, """, "EinheitBetriebsstatus": "38", "DatumEndgueltigeStilllegung": "2025-03-01" """));
        return register;
    }

    public ClaimDesk Claims(bool automatic = false) => new(Store, new() { Automatic = automatic, ValidityDays = 14, Attempts = 3 }, Clock);

    public async Task<Guid> BoxAsync(string label)
    {
        var id = Guid.NewGuid();
        await using var session = Store.LightweightSession();
        session.Events.StartStream<Box>(id, new BoxEnrolled(label, new byte[65], "box" + label, [], "maker", "model", "1", Staff));
        await session.SaveChangesAsync(Cancellation);
        return id;
    }

    public Task CustomerAsync(string id, params string[] units) => Customers.RegisterAsync(new(id, "", Group, units, Marketing.Active, Staff), Cancellation);

    public Task LinkAsync(Guid box, string serial, int index, string unit, DateTimeOffset? since = null) =>
        Boxes.LinkAsync(box, new(serial, index, unit, since, Staff), Cancellation);

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    static MastrRecord Record(int number, string more = "") =>
        new("EinheitenSolar", Unit(number), null, Encoding.UTF8.GetBytes($$"""{"EinheitMastrNummer": "{{Unit(number)}}", "AnlagenbetreiberMastrNummer": "{{Operator}}"{{more}}}"""));

    async Task UnitsAsync(params MastrRecord[] records)
    {
        await using var connection = await Store.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await MastrRecords.UpsertAsync(records, connection, transaction, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }
}

/// <summary>A clock that stands still until it is set.</summary>
sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

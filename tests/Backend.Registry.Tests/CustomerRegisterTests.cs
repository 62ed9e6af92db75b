using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Registry.Tests;

public sealed class CustomerRegisterTests(RegistryDatabase database)
{
    static readonly CustomerRegistered Anna = new("C-0001", "Anna", "11XLEM-DEMO----A", ["SEE910000000019"], Marketing.Active);

    static readonly Actor Staff = new("control room", "Operator");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_is_entered_once_however_often_it_is_said()
    {
        await using var store = await OpenWithUnitAsync();
        var register = new CustomerRegister(store, TimeProvider.System);
        await register.RegisterAsync(Anna, Cancellation);
        await register.RegisterAsync(Anna, Cancellation);

        await using var session = store.QuerySession();
        Assert.Single(await session.Events.FetchStreamAsync(CustomerRegister.IdOf("C-0001"), cancellation: Cancellation));
        Assert.Equal("Anna", (await register.FindAsync("C-0001", Cancellation))!.DisplayName);
    }

    [Fact]
    public async Task A_unit_belongs_to_one_customer()
    {
        await using var store = await OpenWithUnitAsync();
        var register = new CustomerRegister(store, TimeProvider.System);
        await register.RegisterAsync(Anna, Cancellation);

        var error = await Assert.ThrowsAsync<RegistryException>(() => register.RegisterAsync(Anna with { CustomerId = "C-0002" }, Cancellation));
        Assert.Equal(RegistryError.UnitTaken, error.Error);
        Assert.Contains("C-0001", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_is_not_registered_cannot_be_traded()
    {
        await using var store = await OpenWithUnitAsync();
        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            new CustomerRegister(store, TimeProvider.System).RegisterAsync(Anna with { UnitNumbers = ["SEE900000000000"] }, Cancellation));
        Assert.Equal(RegistryError.UnitUnknown, error.Error);
    }

    [Fact]
    public async Task A_meter_is_read_by_one_box_and_a_link_again_changes_nothing()
    {
        await using var store = await OpenWithUnitAsync();
        var (first, second) = (await EnrolAsync(store, "first"), await EnrolAsync(store, "second"));
        var boxes = new BoxRegister(store, TimeProvider.System);
        await boxes.LinkAsync(first, new("4711", 1, "SEE910000000019", By: Staff), Cancellation);
        await boxes.LinkAsync(first, new("4711", 1, "SEE910000000019", By: Staff), Cancellation);

        var error = await Assert.ThrowsAsync<RegistryException>(() => boxes.LinkAsync(second, new("4711", 1, "SEE910000000019", By: Staff), Cancellation));
        Assert.Contains("'first'", error.Message, StringComparison.Ordinal);
        Assert.Equal(new MeterLink("4711", 1, "SEE910000000019"), Assert.Single((await boxes.FindAsync(first, Cancellation))!.Links));

        // What the message says to do works: another meter takes its place, and it is free.
        await boxes.LinkAsync(first, new("4712", 1, "SEE910000000019", By: Staff), Cancellation);
        await boxes.LinkAsync(second, new("4711", 1, "SEE910000000019", By: Staff), Cancellation);
        Assert.Equal("4712", Assert.Single((await boxes.FindAsync(first, Cancellation))!.Links).MeterSerial);
    }

    static async Task<Guid> EnrolAsync(DocumentStore store, string label)
    {
        var id = Guid.NewGuid();
        await using var session = store.LightweightSession();
        session.Events.StartStream<Box>(id, new BoxEnrolled(label, new byte[65], "box" + label, [], "maker", "model", "1"));
        await session.SaveChangesAsync(Cancellation);
        return id;
    }

    async Task<DocumentStore> OpenWithUnitAsync()
    {
        var store = await database.OpenAsync();
        await using var connection = await store.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await MastrRecords.UpsertAsync([new("EinheitenSolar", "SEE910000000019", null, "{}"u8.ToArray())], connection, transaction, Cancellation);
        await transaction.CommitAsync(Cancellation);
        return store;
    }
}

using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Boxes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Registry;

/// <summary>Who linked what when, meters, and lists in pages, over gRPC.</summary>
public sealed class HistoryCallTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Operator => new(system.As("Operator"));

    [Fact]
    public async Task Who_linked_this_when_is_asked_by_meter_unit_or_box()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var unit = Plants.Solar(Plants.Count + 5);
        var technician = new RegistryService.RegistryServiceClient(system.As("Technician"));
        await technician.EnterMeterAsync(
            new() { MeterSerial = box.Serial, Type = "eBZD", Registers = { new RegisterFormat { Register = Register.EnergyExportWh, Digits = 6, ConversionFactor = 40 } } }, cancellationToken: Cancellation);
        await technician.LinkMeterAsync(new() { BoxId = $"{box.Id}", MeterSerial = box.Serial, MeterIndex = 1, UnitNumber = unit }, cancellationToken: Cancellation);
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition, async () => await Operator.RetireMeterAsync(new() { MeterSerial = box.Serial, Reason = "broken" }, cancellationToken: Cancellation), "UnlinkMeter");
        await Operator.UnlinkMeterAsync(new() { BoxId = $"{box.Id}", MeterSerial = box.Serial }, cancellationToken: Cancellation);
        await Operator.RetireMeterAsync(new() { MeterSerial = box.Serial, Reason = "broken" }, cancellationToken: Cancellation);
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await technician.LinkMeterAsync(new() { BoxId = $"{box.Id}", MeterSerial = box.Serial, MeterIndex = 1, UnitNumber = unit }, cancellationToken: Cancellation), "broken");

        foreach (var request in new ListLinksRequest[] { new() { MeterSerial = box.Serial }, new() { UnitNumber = unit }, new() { BoxId = $"{box.Id}" } })
        {
            var link = Assert.Single((await Operator.ListLinksAsync(request, cancellationToken: Cancellation)).Links);
            Assert.Equal((box.Serial, unit, "Technician", "Operator"), (link.MeterSerial, link.UnitNumber, link.LinkedBy.Name, link.EndedBy.Role));
            Assert.Single((await Operator.ListLinksAsync(new(request) { At = link.Since }, cancellationToken: Cancellation)).Links);
            Assert.Empty((await Operator.ListLinksAsync(new(request) { At = link.Until }, cancellationToken: Cancellation)).Links);
        }

        var (texts, token) = (new List<HistoryEntry>(), "");
        do
        {
            var page = await Operator.GetHistoryAsync(new() { Object = RegisterObject.Meter, ObjectId = box.Serial, PageSize = 2, PageToken = token }, cancellationToken: Cancellation);
            texts.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(["meter_retired", "meter_link_ended", "meter_link_began", "meter_entered"], texts.Select(entry => entry.Event));
        Assert.All(texts, entry => Assert.InRange(entry.At.ToDateTimeOffset(), new(2026, 6, 21, 6, 0, 0, TimeSpan.Zero), system.Clock.GetUtcNow()));
        await Refusals.RefusedAsync(
            StatusCode.NotFound, async () => await Operator.GetHistoryAsync(new() { Object = RegisterObject.Meter, ObjectId = "1TYPO" }, cancellationToken: Cancellation), "1TYPO");
        Assert.Contains((await Operator.ListMetersAsync(new(), cancellationToken: Cancellation)).Meters, meter => meter.MeterSerial == box.Serial && meter.Registers.Single().ConversionFactor == 40);
    }

    [Fact]
    public async Task Two_who_link_a_meter_at_once_get_one_link_and_one_clear_refusal()
    {
        using var first = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        using var second = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var calls = new[] { first, second }.Select(async box =>
        {
            try
            {
                await Operator.LinkMeterAsync(
                    new() { BoxId = $"{box.Id}", MeterSerial = first.Serial, MeterIndex = 1, UnitNumber = Plants.Solar(Plants.Count + 2) }, cancellationToken: Cancellation);
                return null;
            }
            catch (RpcException e)
            {
                return e;
            }
        });
        var refused = Assert.Single(await Task.WhenAll(calls), answer => answer is not null)!;
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("a meter is read by one box", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boxes_and_customers_come_in_pages()
    {
        var (customers, token) = (new List<string>(), "");
        do
        {
            var page = await Operator.ListCustomersAsync(new() { PageSize = 20, PageToken = token }, cancellationToken: Cancellation);
            Assert.InRange(page.Customers.Count, 0, 20);
            customers.AddRange(page.Customers.Select(customer => customer.CustomerId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(customers.Distinct().Order(StringComparer.Ordinal), customers);
        Assert.True(customers.Count >= Plants.Count);

        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        using var another = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var one = await Operator.ListBoxesAsync(new() { PageSize = 1 }, cancellationToken: Cancellation);
        var next = await Operator.ListBoxesAsync(new() { PageSize = 1, PageToken = one.NextPageToken }, cancellationToken: Cancellation);
        Assert.NotEqual(one.Boxes.Single().BoxId, next.Boxes.Single().BoxId);
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, async () => await Operator.ListBoxesAsync(new() { PageToken = $"{Guid.NewGuid()}" }, cancellationToken: Cancellation), "page_token");
    }
}

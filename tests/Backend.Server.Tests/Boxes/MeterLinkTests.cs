using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class MeterLinkTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Registry => new(system.As("Operator"));

    [Fact]
    public async Task A_meter_that_is_unlinked_can_go_to_another_box()
    {
        // Nobody trades this unit: no settlement waits for its meter.
        using var first = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        using var second = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        await LinkAsync(first, first.Serial);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => LinkAsync(second, first.Serial), $"{first.Id}", "UnlinkMeter");

        await UnlinkAsync(first.Id, first.Serial);
        await LinkAsync(second, first.Serial);
        await UnlinkAsync(first.Id, first.Serial);
        var boxes = (await Registry.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes;
        Assert.Empty(boxes.Single(box => box.BoxId == $"{first.Id}").Links);
        Assert.Equal(first.Serial, Assert.Single(boxes.Single(box => box.BoxId == $"{second.Id}").Links).MeterSerial);
        await UnlinkAsync(second.Id, first.Serial);
    }

    [Fact]
    public async Task A_meter_that_was_never_there_is_not_unlinked()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => UnlinkAsync(box.Id, "1TYPO"), "1TYPO", "none");
        await LinkAsync(box, box.Serial);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => UnlinkAsync(box.Id, "1TYPO"), "1TYPO", box.Serial);
        await Refusals.RefusedAsync(StatusCode.NotFound, () => UnlinkAsync(Guid.Empty, box.Serial), $"{Guid.Empty}");
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => UnlinkAsync(box.Id, ""), "meter_serial");
        await UnlinkAsync(box.Id, box.Serial);
    }

    [Fact]
    public async Task A_revoked_box_gets_no_meter_and_is_asked_for_nothing()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation, revoked: true);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => LinkAsync(box, box.Serial), "revoked", "stolen");
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await new EvidenceService.EvidenceServiceClient(system.As("Operator"))
                .RequestDataAsync(new() { BoxId = $"{box.Id}", MeterIndex = 1 }, cancellationToken: Cancellation),
            "revoked");
    }

    async Task LinkAsync(SoftwareBox box, string serial) => await Registry.LinkMeterAsync(
        new() { BoxId = $"{box.Id}", MeterSerial = serial, MeterIndex = 1, UnitNumber = Plants.Solar(Plants.Count) }, cancellationToken: Cancellation);

    async Task UnlinkAsync(Guid box, string serial) =>
        await Registry.UnlinkMeterAsync(new() { BoxId = $"{box}", MeterSerial = serial }, cancellationToken: Cancellation);
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class MeterExchangeTests(RunningSystem system)
{
    static readonly string Unit = Plants.Solar(Plants.Count - 6);
    static readonly DateTimeOffset Slot = new(2026, 6, 20, 10, 0, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Operator => new(system.As("Operator"));

    RegistryService.RegistryServiceClient Technician => new(system.As("Technician"));

    [Fact]
    public async Task The_timeslot_of_an_exchange_has_the_energy_of_both_meters_and_none_twice()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (old, fresh) = (box.Serial, box.Serial + "-N");
        await Technician.LinkMeterAsync(new() { BoxId = $"{box.Id}", MeterSerial = old, MeterIndex = 1, UnitNumber = Unit }, cancellationToken: Cancellation);
        var exchange = Exchange(box, old, fresh);
        await Technician.ReplaceMeterAsync(Signed(box, exchange), cancellationToken: Cancellation);
        await Technician.ReplaceMeterAsync(Signed(box, exchange), cancellationToken: Cancellation);

        var (link, _) = await BoxLink.ConnectAsync(system.As("nobody"), box, SignedHello.EndPoint(system.Files.Certificates.Server));
        using (link)
        {
            // As the box writes it: the old counter stands still to the end of the timeslot, the new one has stood still since its start.
            await link.SendBatchAsync(box.Next(
            [
                box.Energy(Slot.AddMinutes(-15), 8_999_000, serial: old), box.Energy(Slot, 9_000_000, serial: old),
                box.Energy(Slot.AddMinutes(5), 9_000_400, serial: old), box.Energy(Slot.AddMinutes(15), 9_000_400, serial: old) with { Quality = Quality.Derived },
                box.Energy(Slot, 20, serial: fresh) with { Quality = Quality.Derived }, box.Energy(Slot.AddMinutes(7), 20, serial: fresh),
                box.Energy(Slot.AddMinutes(15), 320, serial: fresh), box.Energy(Slot.AddMinutes(30), 1_320, serial: fresh),
            ]));
            Assert.Equal(1ul, (await link.NextAsync()).Ack.Sequence);
        }

        Assert.Equal([(old, 1_000L)], await EnergiesAsync(Slot.AddMinutes(-15)));
        Assert.Equal([(old, 400L), (fresh, 300L)], await EnergiesAsync(Slot));
        Assert.Equal([(fresh, 1_000L)], await EnergiesAsync(Slot.AddMinutes(15)));

        var known = (await Operator.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes.Single(b => b.BoxId == $"{box.Id}");
        Assert.Equal((fresh, Unit), (Assert.Single(known.Links).MeterSerial, known.Links[0].UnitNumber));
        var former = Assert.Single(known.FormerMeters);
        Assert.Equal((old, Unit, 9_000_400L), (former.MeterSerial, former.UnitNumber, Assert.Single(former.FinalValues).Value));
        await Operator.UnlinkMeterAsync(new() { BoxId = $"{box.Id}", MeterSerial = fresh }, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_record_that_is_not_right_is_refused_with_what_is_wrong()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        using var other = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var exchange = Exchange(box, box.Serial, box.Serial + "-N");
        await RefusedAsync(StatusCode.FailedPrecondition, Signed(box, exchange), box.Serial, "none");
        await RefusedAsync(StatusCode.InvalidArgument, Signed(other, exchange), "not signed");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.NewSerial = e.OldSerial), "new_serial");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.PutInAt = Timestamp.FromDateTimeOffset(Slot)), "put_in_at", "before");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.PutInAt = new() { Seconds = long.MaxValue }), "put_in_at");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.FinalValues.Clear()), "final_values", "reason");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.FirstValues[0].Value = -1), "first_values");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.FirstValues.Add(e.FirstValues[0])), "twice");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.FirstValues[0].Register = Register.PowerW), "counters");
        await RefusedAsync(StatusCode.InvalidArgument, Changed(e => e.MeterIndex = 256), "meter_index");
        await RefusedAsync(StatusCode.NotFound, Changed(e => e.BoxId = $"{Guid.NewGuid()}"), "no box");
        var nonsense = new byte[] { 1, 2, 3 };
        await RefusedAsync(
            StatusCode.InvalidArgument,
            new() { Content = ByteString.CopyFrom(nonsense), Signature = ByteString.CopyFrom(box.Sign(SignedMeterExchange.Digest(nonsense))) }, "MeterExchange");

        ReplaceMeterRequest Changed(Action<MeterExchange> change)
        {
            var changed = exchange.Clone();
            change(changed);
            return Signed(box, changed);
        }
    }

    async Task RefusedAsync(StatusCode status, ReplaceMeterRequest request, params string[] says) =>
        await Refusals.RefusedAsync(status, async () => await Technician.ReplaceMeterAsync(request, cancellationToken: Cancellation), says);

    async Task<List<(string, long)>> EnergiesAsync(DateTimeOffset start) =>
    [
        .. (await new SettlementService.SettlementServiceClient(system.As("Operator")).GetSlotEnergiesAsync(
            new() { UnitNumber = Unit, Timeslot = Timeslot.Containing(start).StartUnixSeconds }, cancellationToken: Cancellation))
            .Energies.Select(energy => (energy.MeterSerial, energy.ExportWh)),
    ];

    static MeterExchange Exchange(SoftwareBox box, string old, string fresh) => new()
    {
        ExchangeId = $"{Guid.NewGuid()}",
        BoxId = $"{box.Id}",
        MeterIndex = 1,
        OldSerial = old,
        FinalValues = { new RegisterReading { Register = Register.EnergyExportWh, Value = 9_000_400 } },
        TakenOutAt = Timestamp.FromDateTimeOffset(Slot.AddMinutes(5)),
        NewSerial = fresh,
        FirstValues = { new RegisterReading { Register = Register.EnergyExportWh, Value = 20 } },
        PutInAt = Timestamp.FromDateTimeOffset(Slot.AddMinutes(7)),
    };

    static ReplaceMeterRequest Signed(SoftwareBox box, MeterExchange exchange)
    {
        var content = exchange.ToByteArray();
        return new() { Content = ByteString.CopyFrom(content), Signature = ByteString.CopyFrom(box.Sign(SignedMeterExchange.Digest(content))) };
    }
}

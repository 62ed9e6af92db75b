using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Settlement;

/// <summary>lem.v1.SettlementService.</summary>
sealed class SettlementCalls(MeteredUnits units, SlotEnergyQuery energies, GapQuery gaps, Markets markets, IDocumentStore store) : SettlementService.SettlementServiceBase
{
    public override async Task<GetSlotEnergiesResponse> GetSlotEnergies(GetSlotEnergiesRequest request, ServerCallContext context)
    {
        var timeslot = new Timeslot(request.Timeslot);
        var caller = context.Caller();
        var wanted = (await units.AllAsync(timeslot, context.CancellationToken))
            .Where(unit => caller.MaySee(unit.CustomerId) && (request.UnitNumber.Length == 0 || unit.UnitNumber == request.UnitNumber))
            .ToDictionary(unit => unit.Meter);
        if (request.UnitNumber.Length > 0 && wanted.Count == 0)
        {
            throw Refusal.NotFound(Reason.UnitNotMetered, "unit", request.UnitNumber, $"You have no unit {request.UnitNumber} with a linked meter.");
        }

        var latest = await energies.LatestAsync(timeslot, [.. wanted.Keys], context.CancellationToken);
        var givenUp = await gaps.TouchingAsync(timeslot, [.. wanted.Keys], context.CancellationToken);
        return new() { Energies = { latest.Select(energy => ToWire(wanted[energy.Meter], energy, givenUp.GetValueOrDefault(energy.Meter))) } };
    }

    public override async Task<GetSettlementResponse> GetSettlement(GetSettlementRequest request, ServerCallContext context)
    {
        var timeslot = new Timeslot(request.Timeslot);
        var group = markets.Of(request.BalancingGroup).BalancingGroup;
        await using var session = store.QuerySession();
        var version = request.Version > 0
            ? request.Version
            : (await session.LoadAsync<TimeslotBook>(AuctionBook.IdOf(group, timeslot), context.CancellationToken))?.SettlementVersion ?? 0;
        var settlement = await session.LoadAsync<SettlementDocument>(SettlementDocument.IdOf(group, timeslot, version), context.CancellationToken)
            ?? throw Refusal.NotFound(
                Reason.SettlementUnknown, "settlement", $"{timeslot}", $"The timeslot {timeslot} has no settlement{(request.Version > 0 ? $" of version {request.Version}" : " yet")}.");
        var caller = context.Caller();
        return new()
        {
            Version = version,
            SettledAt = settlement.Statement.SettledAt.ToTimestamp(),
            Lines =
            {
                settlement.Statement.Lines.Where(line => caller.MaySee(line.CustomerId)).Select(line => new SettlementLine
                {
                    CustomerId = caller.MayName(line.CustomerId) ? line.CustomerId : "",
                    SoldWh = line.Sold.Value,
                    BoughtWh = line.Bought.Value,
                    FedInWh = line.FedIn.Value,
                    DrawnWh = line.Drawn.Value,
                    DeviationWh = line.Deviation.Value,
                    TradesUct = line.Trades.Value,
                    DeviationUct = line.DeviationAmount.Value,
                    FeeUct = line.Fee.Value,
                    TotalUct = line.Total.Value,
                    Quality = (Quality)line.Quality,
                }),
            },
        };
    }

    static SlotEnergy ToWire(MeteredUnit unit, SlotEnergyVersion version, long givenUp)
    {
        var energy = MeteredUnits.ToEnergy(unit, version);
        return new()
        {
            UnitNumber = energy.UnitNumber,
            MeterSerial = energy.MeterSerial,
            Timeslot = version.Measured.Timeslot.StartUnixSeconds,
            ImportWh = energy.Import.Value,
            ExportWh = energy.Export.Value,
            Quality = (Quality)energy.Quality,
            Version = version.Version,
            ImportStartWh = energy.ImportStart.Value,
            ImportEndWh = energy.ImportEnd.Value,
            ExportStartWh = energy.ExportStart.Value,
            ExportEndWh = energy.ExportEnd.Value,
            GivenUpReadings = givenUp,
        };
    }
}

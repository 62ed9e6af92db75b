using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>What was delivered, and what is owed.</summary>
sealed class DeliverySteps(JobContext job)
{
    /// <summary>A register value at a quarter hour's edge may lie between two polls, and a busy machine polls late.</summary>
    TimeSpan Late => TimeSpan.FromSeconds(90) + (TimeSpan.FromSeconds(3) * job.System.Clock.Factor);

    public IReadOnlyList<Step> All =>
    [
        new("Delivery: slot energies from the signed readings", EnergiesAsync),
        new("Settle", SettleAsync),
    ];

    async Task<string> EnergiesAsync(CancellationToken cancellation)
    {
        var timeslot = job.Facts.Timeslot;
        var last = "";
        job.Facts.Energies = await Waiting.ForAsync(
            $"the slot energies of {timeslot}",
            job.PatienceUntil(timeslot.End),
            async token =>
            {
                var answer = await job.Api.Supplier.Settlement.GetSlotEnergiesAsync(new() { Timeslot = timeslot.StartUnixSeconds }, cancellationToken: token);
                last = answer.ToString();
                return Neighbourhood.Traders.All(trader => answer.Energies.Any(energy => energy.UnitNumber == trader.UnitNumber)) ? answer.Energies.ToList() : null;
            },
            cancellation,
            () => last);
        foreach (var trader in Neighbourhood.Traders)
        {
            Compare(trader, job.Facts.Energies.Single(energy => energy.UnitNumber == trader.UnitNumber));
        }

        return string.Join(", ", job.Facts.Energies.Select(energy => $"{energy.UnitNumber} drew {energy.ImportWh} Wh, fed in {energy.ExportWh} Wh"));
    }

    async Task<string> SettleAsync(CancellationToken cancellation)
    {
        var timeslot = job.Facts.Timeslot;
        var settlement = await Waiting.ForAsync(
            $"the settlement of {timeslot}",
            job.PatienceUntil(timeslot.End.AddMinutes(30)),
            async token => await job.Api.Supplier.Settlement.GetSettlementAsync(
                new() { BalancingGroup = Neighbourhood.BalancingGroup, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: token),
            cancellation);
        StepFailedException.Unless(settlement.Lines.Count == Neighbourhood.Traders.Count, $"The settlement has {settlement.Lines.Count} lines, not one for each customer");
        StepFailedException.Unless(settlement.Lines.Any(line => line.DeviationWh != 0), "Nobody deviates, although the forecasts were wrong");
        job.Facts.Settlement = settlement;
        return string.Join(", ", settlement.Lines.Select(line => $"{line.CustomerId} {new Money(line.TotalUct)}"));
    }

    /// <summary>The registers at both edges must be what the plant's had at that time, and the energy their difference.</summary>
    void Compare(Trader trader, SlotEnergy energy)
    {
        StepFailedException.Unless(
            energy.ImportWh == energy.ImportEndWh - energy.ImportStartWh && energy.ExportWh == energy.ExportEndWh - energy.ExportStartWh,
            $"{trader.UnitNumber}: the slot energy is not the difference of its registers: {energy}");
        Between(trader, job.Facts.Timeslot.Start, energy.ImportStartWh, energy.ExportStartWh);
        Between(trader, job.Facts.Timeslot.End, energy.ImportEndWh, energy.ExportEndWh);
    }

    void Between(Trader trader, DateTimeOffset edge, long import, long export)
    {
        var (before, after) = (job.System.Plant.At(trader.Meter, edge - Late), job.System.Plant.At(trader.Meter, edge + Late));
        StepFailedException.Unless(
            (import == 0 || (before.ImportWh <= import && import <= after.ImportWh)) && (export == 0 || (before.ExportWh <= export && export <= after.ExportWh)),
            $"{trader.MeterSerial} showed {import} Wh drawn and {export} Wh fed in at {edge:O}; really it was {before.ImportWh} to {after.ImportWh} and {before.ExportWh} to {after.ExportWh}");
    }
}

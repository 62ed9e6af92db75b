using LocalEnergyMarket.Client.Trading;
using LocalEnergyMarket.MainJob.Data;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>Who trades what: units from the official register, customers, meters.</summary>
sealed class RegisterSteps(JobContext job)
{
    public IReadOnlyList<Step> All =>
    [
        new("Import the units from a MaStR export", ImportAsync),
        new("Register the customers", RegisterAsync),
        new("Link the boxes' meters to the units", LinkAsync),
    ];

    async Task<string> ImportAsync(CancellationToken cancellation)
    {
        var file = job.System.In("mastr.zip");
        await File.WriteAllBytesAsync(file, MastrExportFile.Create(), cancellation);
        var taken = await job.Api.Operator.Registry.ImportMastrAsync(new FileInfo(file), cancellation);
        StepFailedException.Unless(
            taken.Units == Neighbourhood.Traders.Count && taken.Warnings.Count == 0,
            $"{Neighbourhood.Traders.Count} units without a warning were expected; taken were {taken.Units}: {string.Join("; ", taken.Warnings)}");
        return $"{taken.Units} units, {taken.MarketActors} market actors";
    }

    async Task<string> RegisterAsync(CancellationToken cancellation)
    {
        foreach (var trader in Neighbourhood.Traders)
        {
            await job.Api.Operator.Registry.RegisterCustomerAsync(
                new()
                {
                    CustomerId = trader.CustomerId,
                    DisplayName = trader.DisplayName,
                    BalancingGroup = Neighbourhood.BalancingGroup,
                    UnitNumbers = { trader.UnitNumber },
                    Marketing = Marketing.Active,
                },
                cancellationToken: cancellation);
        }

        return string.Join(", ", Neighbourhood.Traders.Select(trader => $"{trader.CustomerId} {trader.DisplayName}"));
    }

    async Task<string> LinkAsync(CancellationToken cancellation)
    {
        foreach (var trader in Neighbourhood.Traders)
        {
            await job.Api.Operator.Registry.LinkMeterAsync(
                new()
                {
                    BoxId = job.System.Boxes[trader.Box - 1].BoxId,
                    MeterSerial = trader.MeterSerial,
                    MeterIndex = (uint)trader.MeterIndex,
                    UnitNumber = trader.UnitNumber,
                },
                cancellationToken: cancellation);
        }

        return string.Join(", ", Neighbourhood.Traders.Select(trader => $"{trader.MeterSerial} measures {trader.UnitNumber}"));
    }
}

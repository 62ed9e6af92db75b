using System.Globalization;
using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Spectre.Console;

namespace LocalEnergyMarket.Demo;

/// <summary>What happened, for a person.</summary>
static class Summary
{
    public static void Print(JobFacts facts, MarketSystem system)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule($"The quarter hour {facts.Timeslot} of balancing group {Neighbourhood.BalancingGroup}") { Justification = Justify.Left });
        Trades(facts.Result!);
        Measured(facts, system);
        Owed(facts.Settlement!);
        Anchored(facts);
        foreach (var verification in facts.Verifications)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]lem verify[/] of {verification.Document} ({verification.File}): exit status {verification.ExitStatus}");
        }

        if (facts.Verifications is [.., var last])
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {last.Output.Split('\n').FirstOrDefault(line => line.StartsWith("BROKEN", StringComparison.Ordinal)) ?? ""}");
        }
    }

    static void Trades(GetResultResponse result)
    {
        var table = Table("Who sold what to whom", "seller", "buyer", "Wh", "price", "amount");
        foreach (var trade in result.Trades.Concat(result.Purchases))
        {
            table.AddRow(
                Named(trade.SellerId), trade.BuyerId == "supplier" ? "the supplier (unsold offer)" : Named(trade.BuyerId), Number(trade.QuantityWh),
                new PricePerKwh(trade.PriceMctPerKwh).ToString(), new Money(trade.AmountUct).ToString());
        }

        AnsiConsole.Write(table);
    }

    static void Measured(JobFacts facts, MarketSystem system)
    {
        var table = Table("What the meters counted", "unit", "meter", "drawn Wh", "fed in Wh", "quality", "the plant really", "forecast");
        foreach (var trader in Neighbourhood.Traders)
        {
            var energy = facts.Energies.Single(e => e.UnitNumber == trader.UnitNumber);
            var (drawn, fedIn) = system.Plant.In(trader.Meter, facts.Timeslot);
            var forecast = facts.Forecasts[trader.UnitNumber];
            table.AddRow(
                $"{trader.UnitNumber} {trader.DisplayName}", trader.MeterSerial, Number(energy.ImportWh), Number(energy.ExportWh), energy.Quality.ToString(),
                $"{Number(drawn)} / {Number(fedIn)}", $"{Number(forecast.Consumption.Value)} / {Number(forecast.Production.Value)}");
        }

        AnsiConsole.Write(table);
    }

    static void Owed(GetSettlementResponse settlement)
    {
        var table = Table(
            $"Who gets (+) and who owes (−), settlement version {Number(settlement.Version)}", "customer", "sold − bought Wh", "fed in − drawn Wh", "deviation Wh", "trades", "deviation",
            "fee", "total");
        foreach (var line in settlement.Lines)
        {
            table.AddRow(
                Named(line.CustomerId), Number(line.SoldWh - line.BoughtWh), Number(line.FedInWh - line.DrawnWh), Number(line.DeviationWh), Euro(line.TradesUct), Euro(line.DeviationUct),
                Euro(line.FeeUct), Euro(line.TotalUct));
        }

        AnsiConsole.Write(table);
    }

    static void Anchored(JobFacts facts)
    {
        var table = Table("What is anchored on the chain, for good", "what", "version", "block", "transaction");
        foreach (var anchor in facts.Anchors.OrderBy(anchor => anchor.BlockNum))
        {
            table.AddRow(anchor.Kind.ToString(), Number(anchor.Version), Number(anchor.BlockNum), anchor.TransactionId);
        }

        var report = facts.DataEvent!;
        table.AddRow($"a box's answer to event {Number((long)report.EventId)}", "", Number(report.ReportBlockNum), report.ReportTransactionId);
        AnsiConsole.Write(table);
    }

    static Table Table(string title, params IEnumerable<string> columns)
    {
        var table = new Table { Title = new(title), Border = TableBorder.Simple, UseSafeBorder = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column) { NoWrap = false });
        }

        return table;
    }

    static string Named(string customerId) =>
        Neighbourhood.Traders.FirstOrDefault(trader => trader.CustomerId == customerId) is { } trader ? $"{trader.DisplayName} ({customerId})" : customerId;

    static string Euro(long microcents) => new Money(microcents).ToString();

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>The send_data event: written to the chain, answered by a box with a transaction that its TPM signed.</summary>
sealed class DataEventSteps(JobContext job)
{
    public IReadOnlyList<Step> All => [new("Ask a box for a reading through the chain (send_data)", AskAsync)];

    async Task<string> AskAsync(CancellationToken cancellation)
    {
        var (box, meter) = (job.System.Boxes[1], (uint)Neighbourhood.BatteryOwner.MeterIndex);
        var requested = await job.Api.Operator.Evidence.RequestDataAsync(new() { BoxId = box.BoxId, MeterIndex = meter }, cancellationToken: cancellation);
        var last = "";
        var reported = await Waiting.ForAsync(
            $"the report on event {requested.EventId}",
            JobContext.Patience,
            async token =>
            {
                var events = await job.Api.Operator.Evidence.ListDataEventsAsync(new(), cancellationToken: token);
                var found = events.Events.FirstOrDefault(e => e.EventId == requested.EventId);
                last = found?.ToString() ?? "";
                StepFailedException.Unless(found?.State != DataEventState.Failed, $"The event failed: {found?.Failure}");
                return found?.State == DataEventState.Reported ? found : null;
            },
            cancellation,
            () => last);
        var row = await Waiting.ForAsync($"the contract's row of event {requested.EventId}", JobContext.Patience, token => RowAsync(requested.EventId, token), cancellation);
        StepFailedException.Unless(row.Box.ToString() == box.ChainAccount, $"The report is of {row.Box} instead of {box.ChainAccount}");
        job.Facts.DataEvent = reported;
        return $"event {requested.EventId}, answered by {row.Box}, transaction {reported.ReportTransactionId} in block {reported.ReportBlockNum}";
    }

    async Task<ReportRow?> RowAsync(ulong eventId, CancellationToken cancellation)
    {
        var contract = MarketContract.DefaultAccount;
        var rows = await job.System.Chain.Client().GetTableRows(new TableRowsRequest(contract, contract.ToString(), ReportRow.Table) { Json = false, Limit = 100 }, cancellation);
        return rows.Packed().Select(row => ReportRow.Read(row)).FirstOrDefault(row => row.Event == eventId);
    }
}

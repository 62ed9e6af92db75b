using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Registry;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>lem.v1.ForecastService.</summary>
sealed class ForecastCalls(ForecastImport import, BeliefStore beliefs, CustomerRegister customers, TimeProvider time) : ForecastService.ForecastServiceBase
{
    public override async Task<ImportForecastResponse> ImportForecast(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context)
    {
        await using var file = await FileChunks.ReceiveAsync(requestStream, context.CancellationToken);
        var values = await import.RunAsync(file.Content, file.Name.Length == 0 ? "upload" : file.Name, context.CancellationToken);
        return new() { Values = values.Count, UnitNumbers = { values.Select(belief => belief.UnitNumber).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal) } };
    }

    public override async Task<GetForecastResponse> GetForecast(GetForecastRequest request, ServerCallContext context)
    {
        await CheckOwnAsync(request.UnitNumber, context);
        var asOf = request.AsOf?.ToDateTimeOffset() ?? time.GetUtcNow();
        var values = await beliefs.AsOfAsync(
            request.UnitNumber, new Timeslot(request.FromTimeslot), new Timeslot(request.ToTimeslot), asOf, context.CancellationToken);
        return new() { Values = { values.Select(ToWire) } };
    }

    static ForecastValue ToWire(Belief belief) => new()
    {
        Timeslot = belief.Timeslot.StartUnixSeconds,
        ProductionWh = belief.Production.Value,
        ConsumptionWh = belief.Consumption.Value,
        BelievedAt = belief.BelievedAt.ToTimestamp(),
        Source = belief.Source,
    };

    async Task CheckOwnAsync(string unitNumber, ServerCallContext context)
    {
        if (context.Caller() is { Role: CallerRole.Customer } caller
            && (await customers.FindAsync(caller.CustomerId, context.CancellationToken))?.UnitNumbers.Contains(unitNumber, StringComparer.Ordinal) != true)
        {
            throw Refusal.Denied(Reason.NotYours, $"The unit {unitNumber} is not one of yours.");
        }
    }
}

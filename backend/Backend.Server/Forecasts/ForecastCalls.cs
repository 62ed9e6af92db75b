using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Registry;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>lem.v1.ForecastService.</summary>
sealed class ForecastCalls(ForecastImport import, SupplierFormats formats, BeliefStore beliefs, CustomerRegister customers, TimeProvider time) : ForecastService.ForecastServiceBase
{
    public override async Task<ImportForecastResponse> ImportForecast(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context)
    {
        await using var file = await FileChunks.ReceiveAsync(requestStream, context.CancellationToken);
        var name = file.Name.Length == 0 ? SupplierFormat.Unnamed : file.Name;
        var taken = await import.RunAsync(file.Content, name, formats.Of(name), context.CancellationToken);
        return new() { Values = taken.Slots, UnitNumbers = { taken.UnitNumbers } };
    }

    public override async Task<GetForecastResponse> GetForecast(GetForecastRequest request, ServerCallContext context)
    {
        await CheckOwnAsync(request.UnitNumber, context);
        var asOf = request.AsOf?.ToDateTimeOffset() ?? time.GetUtcNow();
        var query = new BeliefQuery([request.UnitNumber], new(request.FromTimeslot), new(request.ToTimeslot));
        var values = await beliefs.AsOfAsync(query, asOf, context.CancellationToken).ToListAsync(context.CancellationToken);
        return new() { Values = { values.GroupBy(belief => belief.Timeslot).Select(slot => ToWire([.. slot])) } };
    }

    /// <summary>Production and consumption may come from two beliefs: the newer one names the source.</summary>
    static ForecastValue ToWire(Belief[] slot)
    {
        var newest = slot.MaxBy(belief => belief.BelievedAt)!;
        return new()
        {
            Timeslot = newest.Timeslot.StartUnixSeconds,
            ProductionWh = slot.FirstOrDefault(belief => belief.Direction == Direction.Production)?.Energy.Value ?? 0,
            ConsumptionWh = slot.FirstOrDefault(belief => belief.Direction == Direction.Consumption)?.Energy.Value ?? 0,
            BelievedAt = newest.BelievedAt.ToTimestamp(),
            Source = newest.Origin,
        };
    }

    async Task CheckOwnAsync(string unitNumber, ServerCallContext context)
    {
        if (context.Caller() is { Role: CallerRole.Customer } caller
            && (await customers.FindAsync(caller.CustomerId, context.CancellationToken))?.UnitNumbers.Contains(unitNumber, StringComparer.Ordinal) != true)
        {
            throw Refusal.Denied(Reason.NotYours, $"The unit {unitNumber} is not one of yours.");
        }
    }
}

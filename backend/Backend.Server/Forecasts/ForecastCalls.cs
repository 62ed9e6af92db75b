using System.Globalization;
using Grpc.Core;
using LocalEnergyMarket.Backend.Forecasts.Accuracy;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Registry;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using AccuracyPeriod = LocalEnergyMarket.Backend.Forecasts.Accuracy.AccuracyPeriod;
using WirePeriod = LocalEnergyMarket.Protos.V1.AccuracyPeriod;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>lem.v1.ForecastService.</summary>
sealed class ForecastCalls(
    ForecastImport import, SupplierFormats formats, BeliefStore beliefs, AccuracyReport accuracy, IUnitPowers powers, ContractRegister contracts, TimeProvider time)
    : ForecastService.ForecastServiceBase
{
    const long LargestFile = 1L << 30;
    const int LargestPage = 500;
    const int MostComparedDays = 32;
    const int MostAccuracyDays = 400;

    public override async Task<ImportForecastResponse> ImportForecast(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context)
    {
        await using var file = await FileChunks.ReceiveAsync(requestStream, context.CancellationToken, LargestFile);
        var name = file.Name.Length == 0 ? SupplierFormat.Unnamed : file.Name;
        var format = file.Supplier.Length == 0 ? formats.Of(name) : formats.Named(file.Supplier)
            ?? throw Refusal.InvalidField(
                Reason.FieldsInvalid, "supplier", $"There is no supplier {file.Supplier}; configured are: {string.Join(", ", formats.Names.DefaultIfEmpty("none"))}.");
        return (await import.RunAsync(file.Content, name, format, context.CancellationToken)).ToWire();
    }

    public override async Task<GetForecastResponse> GetForecast(GetForecastRequest request, ServerCallContext context)
    {
        await CheckOwnAsync([request.UnitNumber], context);
        var response = new GetForecastResponse();
        var query = new BeliefQuery([request.UnitNumber], new(request.FromTimeslot), new(request.ToTimeslot));
        await foreach (var (_, value) in ValuesAsync(query, request.AsOf, context))
        {
            response.Values.Add(value);
        }

        return response;
    }

    public override async Task StreamForecasts(StreamForecastsRequest request, IServerStreamWriter<StreamForecastsResponse> responseStream, ServerCallContext context)
    {
        await CheckOwnAsync(request.UnitNumbers, context);
        var day = new StreamForecastsResponse();
        var query = new BeliefQuery([.. request.UnitNumbers.Distinct(StringComparer.Ordinal)], new(request.FromTimeslot), new(request.ToTimeslot));
        await foreach (var (unit, value) in ValuesAsync(query, request.AsOf, context))
        {
            if (day.Values.Count > 0 && (day.UnitNumber != unit || day.Values[0].Timeslot / 86_400 != value.Timeslot / 86_400))
            {
                await responseStream.WriteAsync(day, context.CancellationToken);
                day = new();
            }

            day.UnitNumber = unit;
            day.Values.Add(value);
        }

        if (day.Values.Count > 0)
        {
            await responseStream.WriteAsync(day, context.CancellationToken);
        }
    }

    public override async Task<ListBeliefsResponse> ListBeliefs(ListBeliefsRequest request, ServerCallContext context)
    {
        await CheckOwnAsync([request.UnitNumber], context);
        var skip = request.PageToken.Length == 0 ? 0
            : int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token
            : throw Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");
        var size = request.PageSize is > 0 and <= LargestPage ? request.PageSize : LargestPage;
        var query = new BeliefQuery(request.UnitNumber, new(request.Timeslot)) { Kinds = System.Enum.GetValues<ForecastKind>() };
        var all = await beliefs.BeliefsAsync(query, context.CancellationToken).SelectMany(slot => slot.NewestFirst).ToListAsync(context.CancellationToken);
        var response = new ListBeliefsResponse { NextPageToken = skip + size < all.Count ? (skip + size).ToString(CultureInfo.InvariantCulture) : "" };
        response.Beliefs.AddRange(all.Skip(skip).Take(size).Select(belief => belief.ToWire()));
        return response;
    }

    public override async Task<CompareForecastResponse> CompareForecast(CompareForecastRequest request, ServerCallContext context)
    {
        await CheckOwnAsync([request.UnitNumber], context);
        CheckDays(request.FromTimeslot, request.ToTimeslot, MostComparedDays);
        var slots = await accuracy.CompareAsync(request.UnitNumber, new(request.FromTimeslot), new(request.ToTimeslot), MarketHours.GateClosure, context.CancellationToken);
        return new() { Comparisons = { slots.Select(slot => slot.ToWire()) } };
    }

    public override async Task<GetAccuracyResponse> GetAccuracy(GetAccuracyRequest request, ServerCallContext context)
    {
        await CheckOwnAsync([request.UnitNumber], context);
        CheckDays(request.FromTimeslot, request.ToTimeslot, MostAccuracyDays);
        var installed = (await powers.OfAsync([request.UnitNumber], context.CancellationToken)).GetValueOrDefault(request.UnitNumber);
        var found = await accuracy.OfAsync(
            request.UnitNumber, new(request.FromTimeslot), new(request.ToTimeslot), request.Period == WirePeriod.Month ? AccuracyPeriod.Month : AccuracyPeriod.Day,
            MarketHours.GateClosure, context.CancellationToken);
        return new() { InstalledW = installed.Value, Accuracies = { found.Select(one => one.ToWire(installed)) } };
    }

    /// <summary>What counted at the instant, a value a unit and timeslot, in order.</summary>
    async IAsyncEnumerable<(string Unit, ForecastValue Value)> ValuesAsync(BeliefQuery query, Google.Protobuf.WellKnownTypes.Timestamp? asOf, ServerCallContext context)
    {
        var slot = new List<Backend.Forecasts.Beliefs.Belief>(2);
        await foreach (var belief in beliefs.AsOfAsync(query, asOf?.ToDateTimeOffset() ?? time.GetUtcNow(), context.CancellationToken))
        {
            if (slot.Count > 0 && (slot[0].Timeslot != belief.Timeslot || slot[0].UnitNumber != belief.UnitNumber))
            {
                yield return (slot[0].UnitNumber, slot.ToValue());
                slot.Clear();
            }

            slot.Add(belief);
        }

        if (slot.Count > 0)
        {
            yield return (slot[0].UnitNumber, slot.ToValue());
        }
    }

    static void CheckDays(long from, long to, int most)
    {
        if (to - from > most * 86_400L)
        {
            throw Refusal.InvalidField(Reason.FieldsInvalid, "to_timeslot", $"At most {most} days can be asked for at once.");
        }
    }

    async Task CheckOwnAsync(IReadOnlyCollection<string> unitNumbers, ServerCallContext context)
    {
        if (context.Caller() is { Role: CallerRole.Customer } caller)
        {
            foreach (var unit in unitNumbers)
            {
                if ((await contracts.AssignmentAsync(unit, Timeslot.Containing(time.GetUtcNow()), context.CancellationToken))?.CustomerId != caller.CustomerId)
                {
                    throw Refusal.Denied(Reason.NotYours, $"The unit {unit} is not one of yours.");
                }
            }
        }
    }
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Mastr;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Queries;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Mastr;

/// <summary>lem.v1.MastrService.</summary>
sealed class MastrCalls(MastrRegister register, MastrStates states, UnitRegister units, CustomerRegister customers) : MastrService.MastrServiceBase
{
    const int LargestPage = 500;

    public override async Task<GetMastrRecordResponse> GetMastrRecord(GetMastrRecordRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        if (caller.Role == CallerRole.Customer
            && (await customers.FindAsync(caller.CustomerId, context.CancellationToken))?.UnitNumbers.Contains(request.Number, StringComparer.Ordinal) != true)
        {
            throw Refusal.Denied(Reason.NotYours, $"{request.Number} is none of your units.");
        }

        var found = await register.FindAsync(request.Number, context.CancellationToken);
        if (found.Records.Count == 0)
        {
            throw Refusal.NotFound(
                Reason.MastrRecordUnknown, "mastr_record", request.Number, $"There is no record {request.Number} in the copy of the register.{MastrNumber.Doubt(request.Number)}");
        }

        return new()
        {
            Records = { found.Records.Select(ToWire) },
            Linked = { found.Linked.Where(record => caller.Role != CallerRole.Customer || !IsPersonal(record)).Select(ToWire) },
            Dangling = { found.Dangling },
        };
    }

    public override async Task<ListMastrUnitsResponse> ListMastrUnits(ListMastrUnitsRequest request, ServerCallContext context)
    {
        var size = request.PageSize is > 0 and <= LargestPage ? request.PageSize : LargestPage;
        var page = await (request switch
        {
            { MarketActor.Length: > 0 } => units.ListByOperatorAsync(request.MarketActor, request.PageToken, size, context.CancellationToken),
            { GridConnection.Length: > 0 } => units.ListByGridConnectionAsync(request.GridConnection, request.PageToken, size, context.CancellationToken),
            { Location.Length: > 0 } => units.ListByLocationAsync(request.Location, request.PageToken, size, context.CancellationToken),
            _ => units.ListAsync(request.Postcode, request.PageToken, size, context.CancellationToken),
        });
        return new() { Units = { page.Select(ToWire) }, NextPageToken = page.Count == size ? page[^1].Id : "" };
    }

    public override async Task<GetMastrStateResponse> GetMastrState(GetMastrStateRequest request, ServerCallContext context) =>
        await states.CurrentAsync(context.CancellationToken) is not { } state
            ? new()
            : new()
            {
                Generation = state.Generation,
                Source = state.Source,
                ExportDate = state.ExportDate is { } date ? $"{date:yyyy-MM-dd}" : "",
                FilledAt = state.FilledAt?.ToTimestamp(),
                Counts = { state.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => new MastrCount { Kind = count.Key, Records = count.Value }) },
                Warnings = { state.Warnings },
                Loading = state.Loading,
            };

    static bool IsPersonal(StoredRecord record) => MastrKinds.Get(record.Kind).Class is MastrClass.MarketActor or MastrClass.MarketRole;

    static Protos.V1.MastrRecord ToWire(StoredRecord record) => new()
    {
        Kind = record.Kind,
        Number = record.Number,
        UpdatedAt = record.UpdatedAt?.ToTimestamp(),
        SyncedAt = record.SyncedAt?.ToTimestamp(),
        GoneAt = record.GoneAt?.ToTimestamp(),
        Fields = { record.Fields.Select(field => new MastrField { Name = field.Name, Value = field.Value, Text = field.Text, MarkedAbsent = field.IsMarkedAbsent }) },
    };

    static MastrUnit ToWire(Backend.Mastr.Units.Unit unit) => new()
    {
        UnitNumber = unit.Id,
        Name = unit.Name,
        Kind = unit.File,
        Postcode = unit.Postcode,
        Town = unit.Fields.Text("Ort"),
        GrossPowerW = unit.GrossPower.Value,
        OperatorNumber = unit.OperatorNumber,
        LocationNumber = unit.Fields.Text("LokationMaStRNummer"),
        Status = int.TryParse(unit.Fields.Text("EinheitBetriebsstatus"), System.Globalization.CultureInfo.InvariantCulture, out var status) ? status : 0,
    };
}

using System.Globalization;
using Grpc.Core;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>Meters, their links, and the history of everything.</summary>
sealed partial class RegistryCalls
{
    public override async Task<EnterMeterResponse> EnterMeter(EnterMeterRequest request, ServerCallContext context)
    {
        await desks.Meters.EnterAsync(
            new(
                request.MeterSerial, request.Type,
                [.. request.Registers.Select(format => new Backend.Registry.Meters.RegisterFormat((int)format.Register, (int)format.Digits, (int)Math.Max(1, format.ConversionFactor)))],
                request.InstalledAt?.ToDateTimeOffset(), context.Actor()),
            context.CancellationToken);
        return new();
    }

    public override async Task<RetireMeterResponse> RetireMeter(RetireMeterRequest request, ServerCallContext context)
    {
        await desks.Meters.RetireAsync(request.MeterSerial, request.Reason, context.Actor(), context.CancellationToken);
        return new();
    }

    public override async Task<ListMetersResponse> ListMeters(ListMetersRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await desks.Meters.ListAsync(request.PageToken, size, context.CancellationToken);
        return new() { Meters = { page.Select(RegisterWire.ToWire) }, NextPageToken = page.Count == size ? page[^1].Serial : "" };
    }

    public override async Task<ListLinksResponse> ListLinks(ListLinksRequest request, ServerCallContext context)
    {
        var links = await desks.Meters.LinksAsync(
            request.MeterSerial.Length > 0 ? request.MeterSerial : null, request.UnitNumber.Length > 0 ? request.UnitNumber : null,
            request.BoxId.Length > 0 ? Guid.Parse(request.BoxId) : null, request.At?.ToDateTimeOffset(), context.CancellationToken);
        var (from, size) = ((int)Math.Min(PlaceOf(request.PageToken, 0), int.MaxValue), PageSize(request.PageSize));
        MeterLinkSpan[] page = [.. links.Skip(from).Take(size)];
        return new()
        {
            Links = { page.Select(RegisterWire.ToWire) },
            NextPageToken = from + page.Length < links.Count ? (from + page.Length).ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    public override async Task<GetHistoryResponse> GetHistory(GetHistoryRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await desks.History.ReadAsync(request.Object, request.ObjectId, PlaceOf(request.PageToken, long.MaxValue), size, context.CancellationToken);
        return new()
        {
            Entries = { page.Select(RegisterWire.ToWire) },
            NextPageToken = page.Count == size ? page[^1].Sequence.ToString(CultureInfo.InvariantCulture) : "",
        };
    }
}

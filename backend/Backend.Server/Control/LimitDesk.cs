using System.Globalization;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>Takes orders to limit plants, if they are lawful and somebody could obey them.</summary>
sealed class LimitDesk(BoxRegister boxes, LimitStore limits, TimeProvider market)
{
    /// <summary>W that § 14a EnWG leaves to a controllable device whatever the grid needs (BNetzA, BK6-22-300).</summary>
    public const long LeastConsumptionW = 4200;

    static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <exception cref="RefusalException">The order cannot be given, or its id was used for another.</exception>
    public async Task<LimitRow> OrderAsync(OrderLimitRequest request, string by, CancellationToken cancellation)
    {
        var id = Guid.Parse(request.RequestId);
        var boxId = Guid.Parse(request.BoxId);
        if ((await limits.ListAsync(null, id, openOnly: false, long.MaxValue, 1, cancellation)).SingleOrDefault() is { } before)
        {
            return Same(before, request);
        }

        var box = await boxes.FindAsync(boxId, cancellation) ?? throw Refusal.NotFound(Reason.BoxUnknown, "box", $"{boxId}", $"There is no box {boxId}.");
        if (box.Revoked)
        {
            throw Refusal.Precondition(Reason.BoxRevoked, $"box/{boxId}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): nothing can be ordered of it.");
        }

        var link = box.Links.FirstOrDefault(link => link.MeterSerial == request.MeterSerial)
            ?? throw Refusal.Precondition(
                Reason.MeterNotLinked, $"box/{boxId}",
                $"The box '{box.Label}' has no meter {request.MeterSerial} linked; it has {(box.Links.Count == 0 ? "none" : string.Join(", ", box.Links.Select(one => one.MeterSerial)))}.");
        if (request.Kind == LimitKind.Consumption && request.LimitW < LeastConsumptionW)
        {
            throw Refusal.InvalidField(
                Reason.LimitTooLow, "limit_w", $"Consumption is never limited below {LeastConsumptionW} W (§ 14a EnWG); this is {request.LimitW} W.");
        }

        var (now, until) = (market.GetUtcNow(), request.Until.ToDateTimeOffset());
        if (until <= now || until > now + Longest)
        {
            throw Refusal.InvalidField(
                Reason.LimitEndInvalid, "until", string.Create(CultureInfo.InvariantCulture, $"A limit ends within {Longest.TotalDays:0} days from now ({now:u}); this would end {until:u}."));
        }

        return Same(
            await limits.PlaceAsync(new(id, boxId, link.MeterSerial, link.MeterIndex, request.Kind, request.LimitW, until, request.Reason.Trim()), by, cancellation), request);
    }

    /// <exception cref="RefusalException">There is no such limit.</exception>
    public async Task<LimitRow> ReleaseAsync(Guid id, string reason, string by, CancellationToken cancellation) =>
        await limits.ReleaseAsync(id, by, reason.Trim(), cancellation) ?? throw Refusal.NotFound(Reason.LimitUnknown, "limit", $"{id}", $"There is no limit {id}.");

    static LimitRow Same(LimitRow row, OrderLimitRequest request) =>
        row.Order.Box == Guid.Parse(request.BoxId) && row.Order.MeterSerial == request.MeterSerial && row.Order.Kind == request.Kind && row.Order.LimitW == request.LimitW
            && (row.Order.Until - request.Until.ToDateTimeOffset()).Duration() < TimeSpan.FromMilliseconds(1)
            ? row
            : throw Refusal.AlreadyExists(
                Reason.RequestIdReused, "limit", request.RequestId,
                $"The request id {request.RequestId} was used for another limit: {row.Order.LimitW} W on the meter {row.Order.MeterSerial}. Choose another.");
}

using System.Globalization;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>lem.v1.ControlService.</summary>
sealed class ControlCalls(LimitDesk desk, LimitStore limits, BoxEventLog events) : ControlService.ControlServiceBase
{
    const int DefaultPage = 50;
    const int LargestPage = 200;

    public override async Task<OrderLimitResponse> OrderLimit(OrderLimitRequest request, ServerCallContext context) =>
        new() { Limit = await ToWireAsync(await desk.OrderAsync(request, context.Caller().Name, context.CancellationToken), context.CancellationToken) };

    public override async Task<ReleaseLimitResponse> ReleaseLimit(ReleaseLimitRequest request, ServerCallContext context)
    {
        var limit = await desk.ReleaseAsync(Guid.Parse(request.LimitId), request.Reason, context.Caller().Name, context.CancellationToken);
        return new() { Limit = await ToWireAsync(limit, context.CancellationToken) };
    }

    public override async Task<ListLimitsResponse> ListLimits(ListLimitsRequest request, ServerCallContext context)
    {
        var size = Size(request.PageSize);
        var page = await limits.ListAsync(IdOf(request.BoxId), IdOf(request.LimitId), request.OpenOnly, Before(request.PageToken), size, context.CancellationToken);
        var steps = await limits.StepsAsync([.. page.Select(limit => limit.Revision)], context.CancellationToken);
        return new()
        {
            Limits = { page.Select(limit => ControlWire.ToWire(limit, steps[limit.Revision])) },
            NextPageToken = page.Count == size ? page[^1].Revision.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    public override async Task<ListBoxEventsResponse> ListBoxEvents(ListBoxEventsRequest request, ServerCallContext context)
    {
        var size = Size(request.PageSize);
        var page = await events.ListAsync(IdOf(request.BoxId), Before(request.PageToken), size, context.CancellationToken);
        return new() { Events = { page.Select(one => one.Event) }, NextPageToken = page.Count == size ? page[^1].Place.ToString(CultureInfo.InvariantCulture) : "" };
    }

    async Task<Limit> ToWireAsync(LimitRow limit, CancellationToken cancellation) =>
        ControlWire.ToWire(limit, (await limits.StepsAsync([limit.Revision], cancellation))[limit.Revision]);

    static int Size(int asked) => asked > 0 ? Math.Min(asked, LargestPage) : DefaultPage;

    static Guid? IdOf(string text) => text.Length > 0 ? Guid.Parse(text) : null;

    static long Before(string token) => token.Length == 0 ? long.MaxValue
        : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");
}

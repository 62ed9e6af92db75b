using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>lem.v1.EvidenceService.</summary>
sealed class EvidenceCalls(
    TreeStore trees, DataEventDesk events, DeadLetters deadLetters, BoxRegister boxes, ContractRegister contracts, Markets markets, TimeslotDocuments documents) : EvidenceService.EvidenceServiceBase
{
    const int LargestPage = 500;

    public override async Task<ListAnchorsResponse> ListAnchors(ListAnchorsRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await trees.ListAsync(request.Timeslot, Before(request.PageToken), size, context.CancellationToken);
        return new() { Anchors = { page.Select(ToWire) }, NextPageToken = page.Count == size ? Token(page[^1].Id) : "" };
    }

    public override async Task<EvidenceDocument> GetProofs(GetProofsRequest request, ServerCallContext context)
    {
        context.MustBe(request.CustomerId);
        var timeslot = new Timeslot(request.Timeslot);
        var customer = await contracts.TraderAsync(request.CustomerId, timeslot, context.CancellationToken)
            ?? throw Refusal.NotFound(Reason.CustomerUnknown, "customer", request.CustomerId, $"There is no customer {request.CustomerId}.");
        return ToWire(
            await documents.ProofsAsync(markets.Of(customer.BalancingGroup), timeslot, customer.CustomerId, context.CancellationToken) ?? throw NotAnchored(timeslot));
    }

    public override async Task<EvidenceDocument> ExportTimeslot(ExportTimeslotRequest request, ServerCallContext context)
    {
        var timeslot = new Timeslot(request.Timeslot);
        return ToWire(await documents.ExportAsync(markets.Of(request.BalancingGroup), timeslot, context.CancellationToken) ?? throw NotAnchored(timeslot));
    }

    public override async Task<RequestDataResponse> RequestData(RequestDataRequest request, ServerCallContext context)
    {
        var box = await boxes.FindAsync(Guid.Parse(request.BoxId), context.CancellationToken)
            ?? throw Refusal.NotFound(Reason.BoxUnknown, "box", request.BoxId, $"There is no box '{request.BoxId}'.");
        if (box.Revoked)
        {
            throw Refusal.Precondition(Reason.BoxRevoked, $"box/{box.Id}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): it is not asked any more.");
        }

        if (box.Links.All(link => link.MeterIndex != request.MeterIndex))
        {
            throw Refusal.Precondition(
                Reason.MeterNotLinked,
                $"box/{box.Id}",
                $"The box '{box.Label}' has no linked meter {request.MeterIndex}; it has {string.Join(", ", box.Links.Select(link => link.MeterIndex))}.");
        }

        var eventId = await events.RequestAsync(box.Id, box.ChainAccount, (int)request.MeterIndex, context.CancellationToken);
        return new() { EventId = (ulong)eventId };
    }

    public override async Task<ListDataEventsResponse> ListDataEvents(ListDataEventsRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await events.ListAsync(Before(request.PageToken), size, context.CancellationToken);
        return new() { Events = { page.Select(ToWire) }, NextPageToken = page.Count == size ? Token(page[^1].Id) : "" };
    }

    public override async Task<ListDeadLettersResponse> ListDeadLetters(ListDeadLettersRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await deadLetters.ListAsync(Before(request.PageToken), size, context.CancellationToken);
        return new() { DeadLetters = { page.Select(ToWire) }, NextPageToken = page.Count == size ? Token(page[^1].Id) : "" };
    }

    public override async Task<RetryDeadLetterResponse> RetryDeadLetter(RetryDeadLetterRequest request, ServerCallContext context) =>
        await deadLetters.RetryAsync(request.EntryId, context.CancellationToken) switch
        {
            Retried.Unknown => throw Refusal.NotFound(Reason.DeadLetterUnknown, "dead_letter", Token(request.EntryId), $"There is no entry {request.EntryId} in the outbox."),
            Retried.SignedByBox => throw Refusal.Precondition(
                Reason.DeadLetterSignedByBox, $"dead_letter/{request.EntryId}", $"A box has signed the entry {request.EntryId}, and only it can sign anew: ask the box again (RequestData)."),
            _ => new(),
        };

    static RefusalException NotAnchored(Timeslot timeslot) =>
        Refusal.NotFound(Reason.NotAnchoredYet, "evidence", $"{timeslot}", $"Nothing of the timeslot {timeslot} is anchored yet.");

    static int PageSize(int asked) => asked is > 0 and <= LargestPage ? asked : LargestPage;

    static string Token(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    static long Before(string token) => token.Length == 0 ? long.MaxValue
        : long.TryParse(token, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id
        : throw Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");

    static Protos.V1.DeadLetter ToWire(Anchoring.Outbox.DeadLetter letter) => new()
    {
        EntryId = letter.Id,
        Subject = letter.Key,
        Failure = letter.Failure,
        CreatedAt = letter.CreatedAt.ToTimestamp(),
        Attempts = letter.Attempts,
        TransactionId = Convert.ToHexStringLower(letter.TransactionId.Span),
        Retryable = letter.Retryable,
    };

    static EvidenceDocument ToWire(Protos.Evidence.CanonicalObject json) => new() { Json = ByteString.CopyFrom(json.ToUtf8()) };

    static Anchor ToWire(AnchorStatus anchor)
    {
        var wire = new Anchor
        {
            Kind = (AnchorKind)(int)anchor.Key.Kind,
            Timeslot = anchor.Key.Timeslot,
            Version = anchor.Key.Version,
            Root = ByteString.CopyFrom(anchor.Root.ToArray()),
            LeafCount = anchor.LeafCount,
            State = anchor.State switch
            {
                Anchoring.Trees.AnchorState.Waiting => Protos.V1.AnchorState.Waiting,
                Anchoring.Trees.AnchorState.Sent => Protos.V1.AnchorState.Sent,
                Anchoring.Trees.AnchorState.Irreversible => Protos.V1.AnchorState.Irreversible,
                _ => Protos.V1.AnchorState.Failed,
            },
            TransactionId = anchor.TransactionId is { } id ? Convert.ToHexStringLower(id.Span) : "",
            BlockNum = (uint)(anchor.BlockNumber ?? 0),
        };
        if (anchor.IrreversibleAt is { } at)
        {
            wire.IrreversibleAt = at.ToTimestamp();
        }

        return wire;
    }

    static Protos.V1.DataEvent ToWire(Anchoring.DataEvents.DataEvent e) => new()
    {
        EventId = (ulong)e.Id,
        BoxId = e.BoxId.ToString(),
        MeterIndex = (uint)e.MeterIndex,
        State = (Protos.V1.DataEventState)((int)e.State + 1),
        RequestedAt = e.RequestedAt.ToTimestamp(),
        ReportTransactionId = e.ReportTransactionId is { } id ? Convert.ToHexStringLower(id.Span) : "",
        ReportBlockNum = (uint)(e.ReportBlock ?? 0),
        Failure = e.Failure ?? "",
    };
}

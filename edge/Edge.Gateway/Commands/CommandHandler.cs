using Google.Protobuf;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Control;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Commands;

/// <summary>What the backend asks of the box besides acknowledging its batches.</summary>
public sealed class CommandHandler(MeterSet meters, ReportDesk desk, TimeProvider real, ILogger log, BoxManagement? management = null, BoxControl? control = null)
{
    /// <summary>nodeos' max_transaction_lifetime, and what clocks may differ.</summary>
    static readonly TimeSpan LongestExpiry = TimeSpan.FromMinutes(65);

    public async Task<BoxMessage> HandleAsync(BackendMessage command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.MessageCase switch
        {
            BackendMessage.MessageOneofCase.DataRequest => new() { Report = await ReportAsync(command.DataRequest, cancellationToken) },
            BackendMessage.MessageOneofCase.Command => new() { CommandResult = await ManageAsync(command.Command, cancellationToken) },
            _ => new() { SetPointResult = control?.Take(command.SetPoint) ?? Refuse(command.SetPoint) },
        };
    }

    /// <summary>A stream is open.</summary>
    /// <returns>What is told again on it.</returns>
    public IReadOnlyList<BoxMessage> StreamOpened() => control?.StreamOpened() ?? [];

    public void StreamClosed() => control?.StreamClosed();

    /// <summary>What became of plants and of the box itself without a message that asked for it; waits until there is something.</summary>
    public async Task<BoxMessage> UnaskedOfPlantsAsync(CancellationToken cancellationToken)
    {
        if (control is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, real, cancellationToken);
        }

        return await control!.UnaskedAsync(cancellationToken);
    }

    /// <summary>What became known of an order without a message that asked for it; waits until there is something.</summary>
    public async Task<BoxMessage> UnaskedAsync(CancellationToken cancellationToken)
    {
        if (management is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, real, cancellationToken);
        }

        return new() { CommandResult = await management!.Unasked.ReadAsync(cancellationToken) };
    }

    Task<BoxCommandResult> ManageAsync(BoxCommand command, CancellationToken cancellationToken) => management?.HandleAsync(command, cancellationToken)
        ?? Task.FromResult(new BoxCommandResult { CommandId = command.CommandId, Failure = new() { Kind = CommandFailureKind.Unsupported, Detail = "This box is not managed." } });

    /// <summary>
    /// The concept's send_data. What was answered before, to the backend or to the chain itself, is answered with the same: the backend sees what is
    /// under way, and two who send it send the same bytes.
    /// </summary>
    async Task<DataReport> ReportAsync(DataRequest request, CancellationToken cancellationToken)
    {
        if (Problem(request) is { } problem)
        {
            return Failed(request, problem);
        }

        var frame = new Transaction
        {
            Expiration = TimePointSec.From(request.Expiration.ToDateTimeOffset()),
            RefBlockNum = unchecked((ushort)request.RefBlockNum),
            RefBlockPrefix = request.RefBlockPrefix,
        };
        var (report, failure) = await desk.AnswerAsync(request.EventId, request.MeterIndex, frame, HasExpired, cancellationToken);
        return report is { Opening: { } opening, Sealed: { } signed }
            ? new()
            {
                EventId = request.EventId,
                Signed = new()
                {
                    PackedTransaction = ByteString.CopyFrom(signed.Transaction.Span),
                    Signature = signed.Signature,
                    Salt = ByteString.CopyFrom(opening.Salt.Span),
                    CanonicalReading = ByteString.CopyFrom(opening.Content.Span),
                },
            }
            : Failed(request, failure ?? "it was given up");
    }

    /// <summary>A signature is given only for this box's chain, and only for as long as a node would take it: one for later is one that somebody has put by.</summary>
    string? Problem(DataRequest request) => Expiration(request) switch
    {
        null => request.Expiration is null ? "the request has no expiration for the transaction" : "the request's expiration is no time",
        var expires when expires <= real.GetUtcNow() => $"the request has expired at {expires:O}",
        var expires when expires > real.GetUtcNow() + LongestExpiry => $"the transaction would expire at {expires:O}, later than any node takes it",
        _ => request.ChainId.Length > 0 && !desk.IsChain(request.ChainId.Span) ? $"the request is for the chain {Convert.ToHexStringLower(request.ChainId.Span)}, and not for this box's" : null,
    };

    /// <summary>Null if there is none, or it is no time: no request may break the box.</summary>
    static DateTimeOffset? Expiration(DataRequest request)
    {
        try
        {
            return request.Expiration?.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    bool HasExpired(SealedReport signed) => signed.Expires < real.GetUtcNow();

    /// <summary>A box that controls nothing.</summary>
    SetPointResult Refuse(SetPoint order)
    {
        var failure = meters.Find(order.MeterIndex) is { } meter
            ? $"the box does not control the plant of meter {meter.Index} ({meter.Serial}): its configuration has no Control"
            : $"this box has no meter with the index {order.MeterIndex}";
        log.SetPointRefused(order.SetPointId, failure);
        return new() { SetPointId = order.SetPointId, Applied = false, Failure = failure, State = SetPointState.Refused };
    }

    DataReport Failed(DataRequest request, string failure)
    {
        log.NotReported(request.EventId, failure);
        return new() { EventId = request.EventId, Failure = failure };
    }
}

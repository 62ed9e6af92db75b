namespace LocalEnergyMarket.Backend.Anchoring.DataEvents;

public enum DataEventState
{
    /// <summary>In the outbox.</summary>
    Requested,

    /// <summary>Seen in an irreversible block: the box is asked.</summary>
    Seen,

    /// <summary>The box's transaction is in the outbox.</summary>
    Answered,

    /// <summary>The box's transaction is in an irreversible block.</summary>
    Reported,

    Failed,
}

/// <summary>A send_data event from the request to the box's report.</summary>
/// <param name="MeterIndex">From 1, as on the box.</param>
/// <param name="ReportTransactionId">The box's transaction, once it is in an irreversible block.</param>
public sealed record DataEvent(
    long Id,
    Guid BoxId,
    string BoxAccount,
    int MeterIndex,
    DataEventState State,
    DateTimeOffset RequestedAt,
    ReadOnlyMemory<byte>? ReportTransactionId,
    long? ReportBlock,
    string? Failure);

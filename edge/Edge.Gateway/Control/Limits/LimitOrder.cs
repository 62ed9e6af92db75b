using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Control.Limits;

/// <summary>An order as the box has it, from taking to long after its end.</summary>
public sealed record LimitOrder
{
    public required string Id { get; init; }

    public required uint MeterIndex { get; init; }

    public required LimitKind Kind { get; init; }

    /// <summary>W.</summary>
    public required long LimitW { get; init; }

    /// <summary>When it ends, on the market's clock.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Of two the higher is the newer.</summary>
    public required ulong Revision { get; init; }

    /// <summary>How much longer it may last, market time that has run since it was taken not counted: it ends by this too, wherever the clock is set.</summary>
    public TimeSpan Left { get; init; }

    public SetPointState State { get; init; } = SetPointState.Pending;

    /// <summary>W as it was set at the device.</summary>
    public long SetW { get; init; }

    public DateTimeOffset? AppliedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it is not applied (yet); empty otherwise.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Whether the plant is to run by it.</summary>
    public bool IsOpen => State is SetPointState.Pending or SetPointState.Applied;

    public LimitOrder Ended(SetPointState state, DateTimeOffset at) => this with { State = state, EndedAt = at, Failure = "" };
}

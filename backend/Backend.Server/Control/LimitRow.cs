using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>An order to limit a plant.</summary>
/// <param name="Id">The request id of the caller.</param>
/// <param name="LimitW">W.</param>
/// <param name="Until">On the market's clock.</param>
sealed record LimitOrder(Guid Id, Guid Box, string MeterSerial, int MeterIndex, LimitKind Kind, long LimitW, DateTimeOffset Until, string Reason);

/// <summary>A limit as it is stored.</summary>
/// <param name="Revision">Its place among all orders.</param>
/// <param name="Release">Somebody has ordered its end.</param>
sealed record LimitRow(
    long Revision,
    LimitOrder Order,
    string OrderedBy,
    DateTimeOffset OrderedAt,
    bool Release,
    LimitState State,
    long SetW,
    DateTimeOffset? AppliedAt,
    DateTimeOffset? EndedAt,
    string Failure)
{
    public bool IsFinal => IsFinalState(State);

    /// <summary>Whether nothing comes after this state.</summary>
    public static bool IsFinalState(LimitState state) => state > LimitState.Applied;

    /// <summary>What goes down the stream.</summary>
    public SetPoint ToSetPoint() => new()
    {
        SetPointId = Order.Id.ToString(),
        MeterIndex = (uint)Order.MeterIndex,
        LimitW = Order.LimitW,
        Until = Order.Until.ToTimestamp(),
        Kind = Order.Kind,
        Revision = (ulong)Revision,
        Release = Release,
    };
}

/// <summary>One thing that happened with a limit.</summary>
sealed record LimitStepRow(long Revision, DateTimeOffset At, LimitState State, string By, string Detail);

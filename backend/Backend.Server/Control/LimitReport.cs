using System.Globalization;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>What a box says of a limit, in our words.</summary>
sealed record LimitReport(LimitState State, string Failure, long SetW, DateTimeOffset? AppliedAt, DateTimeOffset? EndedAt)
{
    /// <summary>For the record.</summary>
    public string Detail => State == LimitState.Applied ? string.Create(CultureInfo.InvariantCulture, $"{SetW} W set at the device") : Failure;

    /// <param name="result">As it came.</param>
    /// <param name="now">For what has no time of its own.</param>
    public static LimitReport Of(SetPointResult result, DateTimeOffset now)
    {
        var state = result.State switch
        {
            SetPointState.Pending => LimitState.Pending,
            SetPointState.Applied => LimitState.Applied,
            SetPointState.Refused => LimitState.Refused,
            SetPointState.Expired => LimitState.Expired,
            SetPointState.Released => LimitState.Released,
            SetPointState.Replaced => LimitState.Replaced,
            SetPointState.LinkLost => LimitState.LinkLost,
            _ => result.Applied ? LimitState.Applied : LimitState.Refused,
        };
        var applied = result.AppliedAt?.ToDateTimeOffset() ?? (state == LimitState.Applied ? now : null);
        var ended = LimitRow.IsFinalState(state) ? result.EndedAt?.ToDateTimeOffset() ?? now : (DateTimeOffset?)null;
        return new(state, result.Failure, Math.Max(0, result.LimitW), applied, ended);
    }
}

using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>Limits as callers see them.</summary>
static class ControlWire
{
    public static Limit ToWire(LimitRow limit, IEnumerable<LimitStepRow> steps) => new()
    {
        LimitId = limit.Order.Id.ToString(),
        BoxId = limit.Order.Box.ToString(),
        MeterSerial = limit.Order.MeterSerial,
        MeterIndex = (uint)limit.Order.MeterIndex,
        Kind = limit.Order.Kind,
        LimitW = limit.Order.LimitW,
        Until = limit.Order.Until.ToTimestamp(),
        Reason = limit.Order.Reason,
        OrderedBy = limit.OrderedBy,
        OrderedAt = limit.OrderedAt.ToTimestamp(),
        State = limit.State,
        SetW = limit.SetW,
        AppliedAt = limit.AppliedAt?.ToTimestamp(),
        EndedAt = limit.EndedAt?.ToTimestamp(),
        Failure = limit.Failure,
        Steps = { steps.Select(step => new LimitStep { At = step.At.ToTimestamp(), State = step.State, By = step.By, Detail = step.Detail }) },
    };
}

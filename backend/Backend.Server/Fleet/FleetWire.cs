using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>Orders and packages as callers see them.</summary>
static class FleetWire
{
    public static BoxOrder ToWire(BoxOrderRow order)
    {
        var wire = new BoxOrder
        {
            OrderId = order.OrderId.ToString(),
            BoxId = order.Box.ToString(),
            Kind = order.Kind,
            Detail = order.Detail,
            OrderedBy = order.OrderedBy,
            OrderedAt = order.OrderedAt.ToTimestamp(),
            ExpiresAt = order.ExpiresAt.ToTimestamp(),
            SentAt = order.SentAt?.ToTimestamp(),
            FinishedAt = order.FinishedAt?.ToTimestamp(),
            State = order.State,
            Result = order.Result,
        };
        if (wire.Result is { OutcomeCase: BoxCommandResult.OutcomeOneofCase.Status or BoxCommandResult.OutcomeOneofCase.Log } result)
        {
            // The list says who looked, not what was seen.
            result.ClearOutcome();
        }

        return wire;
    }

    public static SoftwarePackage ToWire(StoredPackage package) => new()
    {
        Version = package.Version,
        Architecture = package.Architecture,
        Sha256 = ByteString.CopyFrom(package.Sha256),
        Bytes = package.Bytes,
        MinimumPreviousVersion = package.MinimumPreviousVersion,
        UploadedAt = package.UploadedAt.ToTimestamp(),
        UploadedBy = package.UploadedBy,
    };
}

using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>Gives orders to boxes, and waits for the answers that are wanted at once.</summary>
sealed class FleetDesk(BoxRegister boxes, FleetOrders orders)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Gives an order that is carried out when the box is there.</summary>
    /// <exception cref="RefusalException">There is no such box, it was revoked, or the id was used for another order.</exception>
    public async Task<BoxOrderRow> OrderAsync(
        Guid orderId, Guid box, string kind, string detail, BoxCommand command, string by, TimeSpan lasts, CancellationToken cancellation)
    {
        await MustBeThereAsync(box, cancellation);
        var order = await orders.PlaceAsync(orderId, box, kind, detail, command, by, lasts, cancellation);
        return order.Box == box && order.Kind == kind && order.Command.Equals(command)
            ? order
            : throw Refusal.AlreadyExists(Reason.RequestIdReused, "order", $"{orderId}", $"The request id {orderId} was used for another order: {order.Kind} of box {order.Box}. Choose another.");
    }

    /// <summary>Asks a box something and waits for its answer.</summary>
    /// <exception cref="RefusalException">There is no such box, it was revoked, it does not answer, or it refuses.</exception>
    public async Task<BoxCommandResult> AskAsync(Guid box, string kind, string detail, BoxCommand command, string by, TimeSpan patience, CancellationToken cancellation)
    {
        await MustBeThereAsync(box, cancellation);
        var order = await orders.PlaceAsync(Guid.NewGuid(), box, kind, detail, command, by, patience, cancellation);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            while (TimeProvider.System.GetElapsedTime(begun) < patience)
            {
                if (await orders.FindAsync(order.OrderId, cancellation) is { State: BoxOrderState.Done or BoxOrderState.Failed, Result: { } result })
                {
                    return result.Failure is { } failure
                        ? throw Refusal.Precondition(Reason.BoxRefused, $"box/{box}", $"The box could not do it: {failure.Detail}")
                        : result;
                }

                await Task.Delay(LookAgain, cancellation);
            }
        }
        finally
        {
            await orders.GiveUpAsync(order.OrderId, CancellationToken.None);
        }

        throw Refusal.Precondition(
            Reason.BoxSilent, $"box/{box}", $"The box has not answered within {patience.TotalSeconds:0} s: it is away, or busy. ListBoxes says when it was last seen.");
    }

    async Task MustBeThereAsync(Guid id, CancellationToken cancellation)
    {
        var box = await boxes.FindAsync(id, cancellation) ?? throw Refusal.NotFound(Reason.BoxUnknown, "box", $"{id}", $"There is no box {id}.");
        if (box.Revoked)
        {
            throw Refusal.Precondition(Reason.BoxRevoked, $"box/{id}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): nothing can be ordered of it.");
        }
    }
}

using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>An order as it is stored.</summary>
/// <param name="Id">Its place in the order of orders.</param>
/// <param name="Command">Without id and expiry.</param>
/// <param name="Result">What the box said last.</param>
sealed record BoxOrderRow(
    long Id,
    Guid OrderId,
    Guid Box,
    string Kind,
    string Detail,
    BoxCommand Command,
    string OrderedBy,
    DateTimeOffset OrderedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? FinishedAt,
    BoxOrderState State,
    BoxCommandResult? Result)
{
    /// <summary>What goes down the stream.</summary>
    public BoxCommand ToCommand()
    {
        var command = Command.Clone();
        command.CommandId = OrderId.ToString();
        command.ExpiresAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(ExpiresAt);
        return command;
    }
}

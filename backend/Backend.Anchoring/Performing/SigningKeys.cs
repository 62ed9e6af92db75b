using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>The keys the Performer signs with: one an authority.</summary>
public sealed class SigningKeys(PrivateKey operatorKey, PrivateKey triggerKey)
{
    /// <exception cref="ArgumentException">Nobody here signs for this queue: what boxes sign comes signed.</exception>
    public PrivateKey For(string queue) => queue switch
    {
        OutboxQueues.Operator => operatorKey,
        OutboxQueues.Trigger => triggerKey,
        _ => throw new ArgumentException($"Nobody here signs for the queue {queue}.", nameof(queue)),
    };
}

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>Finds the box that has an account on the chain.</summary>
public interface IBoxDirectory
{
    Task<Guid?> FindAsync(string chainAccount, CancellationToken cancellation);
}

namespace LocalEnergyMarket.Backend.Mastr.Soap;

/// <summary>The units that the market's customers have: they are followed wherever they stand, and their end is worth a warning.</summary>
public interface IUnitsInUse
{
    /// <summary>Their MaStR numbers.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation);
}

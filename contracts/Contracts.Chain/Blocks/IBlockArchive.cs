using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>Keeps finished blocks. All members but <see cref="SearchTransaction"/> are called one at a time.</summary>
interface IBlockArchive : IDisposable
{
    /// <summary>Number of the last block; block 1 is always there.</summary>
    uint Last { get; }

    /// <summary>Returns when the block will outlast a power cut, as far as this archive does.</summary>
    /// <exception cref="IOException">It will not; nothing more can be appended.</exception>
    void Append(Block block);

    /// <param name="number">From 1 to <see cref="Last"/>.</param>
    Block Read(uint number);

    /// <summary>Looks through all blocks up to <paramref name="last"/>; may take long.</summary>
    /// <returns>The number of the block that has the transaction; null when none has.</returns>
    uint? SearchTransaction(in Checksum256 id, uint last);
}

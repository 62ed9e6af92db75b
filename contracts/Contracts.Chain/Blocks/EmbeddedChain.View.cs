using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

public sealed partial class EmbeddedChain
{
    /// <summary>The chain as it is while <see cref="EmbeddedChain.Read"/> holds it still. Not to be kept.</summary>
    public readonly struct ChainView
    {
        readonly EmbeddedChain _chain;

        internal ChainView(EmbeddedChain chain) => _chain = chain;

        public Checksum256 ChainId => _chain.ChainId;

        public Genesis Genesis => _chain.Genesis;

        public ChainState State => _chain._state;

        public Block Head => _chain.Head;

        /// <summary>With one producer a block is irreversible as soon as the next is there.</summary>
        public Block LastIrreversible => _chain._blocks[Math.Max(0, _chain._blocks.Count - 2)];

        public Block? Block(uint number) => number > 0 && number <= _chain._blocks.Count ? _chain._blocks[(int)number - 1] : null;

        public Block? Block(Checksum256 id) => _chain._blocksById.GetValueOrDefault(id);

        public AcceptedTransaction? Transaction(Checksum256 id) => _chain._transactions.GetValueOrDefault(id);
    }
}

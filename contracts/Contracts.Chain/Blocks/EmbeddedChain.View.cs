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

        /// <summary>With what the block being made has done so far.</summary>
        public ChainState State => _chain._state;

        public Block Head => _chain._head;

        /// <summary>With one producer a block is irreversible as soon as the next is there. Both are on the disk by then.</summary>
        public Block LastIrreversible => _chain._irreversible;

        public Block? Block(uint number) => number > 0 && number <= Head.Number ? _chain._archive.Read(number) : null;

        public Block? Block(Checksum256 id) => Block(BlockId.Number(id)) is { } block && block.Id == id ? block : null;

        /// <summary>One of the latest transactions; <see cref="FindTransaction"/> also finds older ones.</summary>
        public AcceptedTransaction? Transaction(Checksum256 id) => _chain.Recent(id);
    }
}

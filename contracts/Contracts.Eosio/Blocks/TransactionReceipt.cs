namespace LocalEnergyMarket.Contracts.Eosio;

public enum TransactionStatus
{
    Executed = 0,
    SoftFail = 1,
    HardFail = 2,
    Delayed = 3,
    Expired = 4,
}

/// <summary>A transaction's entry in a block.</summary>
/// <param name="CpuUsageUs">Microseconds billed.</param>
/// <param name="NetUsageWords">Words of 8 bytes billed.</param>
public sealed record TransactionReceipt(TransactionStatus Status, uint CpuUsageUs, uint NetUsageWords, PackedTransaction Transaction)
{
    /// <summary>The leaf of the block's transaction_mroot.</summary>
    public Checksum256 Digest() => Checksum256.Hash(new PackedWriter(48)
        .Byte((byte)Status)
        .UInt32(CpuUsageUs)
        .VarUInt32(NetUsageWords)
        .Checksum256(Transaction.PackedDigest())
        .Written);
}

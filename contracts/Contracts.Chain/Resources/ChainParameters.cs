using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Resources;

/// <summary>What a privileged contract may set for the whole chain: nodeos' chain_config in its first version, with its defaults.</summary>
public sealed record ChainParameters
{
    /// <summary>What percentages of the chain are parts of: 100 %.</summary>
    const uint Whole = 10_000;

    /// <summary>Bytes of all transactions in a block.</summary>
    public ulong MaxBlockNetUsage { get; init; } = 1024 * 1024;

    /// <summary>Hundredths of a percent of <see cref="MaxBlockNetUsage"/> above which the chain counts as busy.</summary>
    public uint TargetBlockNetUsagePct { get; init; } = 1000;

    /// <summary>Bytes.</summary>
    public uint MaxTransactionNetUsage { get; init; } = 512 * 1024;

    /// <summary>Bytes charged for any transaction.</summary>
    public uint BasePerTransactionNetUsage { get; init; } = 12;

    /// <summary>Bytes that a transaction may exceed its account's limit by before the end, where it fails.</summary>
    public uint NetUsageLeeway { get; init; } = 500;

    public uint ContextFreeDiscountNetUsageNum { get; init; } = 20;

    public uint ContextFreeDiscountNetUsageDen { get; init; } = 100;

    /// <summary>Microseconds of all transactions in a block.</summary>
    public uint MaxBlockCpuUsage { get; init; } = 200_000;

    /// <summary>Hundredths of a percent of <see cref="MaxBlockCpuUsage"/> above which the chain counts as busy.</summary>
    public uint TargetBlockCpuUsagePct { get; init; } = 1000;

    /// <summary>Microseconds.</summary>
    public uint MaxTransactionCpuUsage { get; init; } = 150_000;

    /// <summary>Microseconds billed for any transaction.</summary>
    public uint MinTransactionCpuUsage { get; init; } = 100;

    /// <summary>Seconds that a transaction may expire ahead.</summary>
    public uint MaxTransactionLifetime { get; init; } = 3600;

    /// <summary>Seconds; of deferred transactions, which this chain does not have.</summary>
    public uint DeferredTrxExpirationWindow { get; init; } = 600;

    /// <summary>Seconds.</summary>
    public uint MaxTransactionDelay { get; init; } = 45 * 24 * 3600;

    /// <summary>Bytes.</summary>
    public uint MaxInlineActionSize { get; init; } = 512 * 1024;

    public ushort MaxInlineActionDepth { get; init; } = 4;

    public ushort MaxAuthorityDepth { get; init; } = 6;

    public static ChainParameters Read(ref PackedReader reader) => new()
    {
        MaxBlockNetUsage = reader.UInt64(),
        TargetBlockNetUsagePct = reader.UInt32(),
        MaxTransactionNetUsage = reader.UInt32(),
        BasePerTransactionNetUsage = reader.UInt32(),
        NetUsageLeeway = reader.UInt32(),
        ContextFreeDiscountNetUsageNum = reader.UInt32(),
        ContextFreeDiscountNetUsageDen = reader.UInt32(),
        MaxBlockCpuUsage = reader.UInt32(),
        TargetBlockCpuUsagePct = reader.UInt32(),
        MaxTransactionCpuUsage = reader.UInt32(),
        MinTransactionCpuUsage = reader.UInt32(),
        MaxTransactionLifetime = reader.UInt32(),
        DeferredTrxExpirationWindow = reader.UInt32(),
        MaxTransactionDelay = reader.UInt32(),
        MaxInlineActionSize = reader.UInt32(),
        MaxInlineActionDepth = reader.UInt16(),
        MaxAuthorityDepth = reader.UInt16(),
    };

    public PackedWriter Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer
            .UInt64(MaxBlockNetUsage)
            .UInt32(TargetBlockNetUsagePct)
            .UInt32(MaxTransactionNetUsage)
            .UInt32(BasePerTransactionNetUsage)
            .UInt32(NetUsageLeeway)
            .UInt32(ContextFreeDiscountNetUsageNum)
            .UInt32(ContextFreeDiscountNetUsageDen)
            .UInt32(MaxBlockCpuUsage)
            .UInt32(TargetBlockCpuUsagePct)
            .UInt32(MaxTransactionCpuUsage)
            .UInt32(MinTransactionCpuUsage)
            .UInt32(MaxTransactionLifetime)
            .UInt32(DeferredTrxExpirationWindow)
            .UInt32(MaxTransactionDelay)
            .UInt32(MaxInlineActionSize)
            .UInt16(MaxInlineActionDepth)
            .UInt16(MaxAuthorityDepth);
    }

    /// <exception cref="ChainException">3050000: a chain could not go on with these.</exception>
    public void Validate()
    {
        Require(TargetBlockNetUsagePct is >= 10 and <= Whole, "target block net usage percentage must be from 10 (0.1 %) to 10000 (100 %)");
        Require(TargetBlockCpuUsagePct is >= 10 and <= Whole, "target block cpu usage percentage must be from 10 (0.1 %) to 10000 (100 %)");
        Require(MaxTransactionNetUsage < MaxBlockNetUsage, "max transaction net usage must be less than max block net usage");
        Require(MaxTransactionCpuUsage < MaxBlockCpuUsage, "max transaction cpu usage must be less than max block cpu usage");
        Require(BasePerTransactionNetUsage < MaxTransactionNetUsage, "base net usage per transaction must be less than the max transaction net usage");
        Require(MaxTransactionNetUsage - BasePerTransactionNetUsage >= 10 * 1024, "max transaction net usage must be at least 10240 bytes larger than the base net usage per transaction");
        Require(ContextFreeDiscountNetUsageDen > 0, "net usage discount ratio for context free data cannot have a 0 denominator");
        Require(ContextFreeDiscountNetUsageNum <= ContextFreeDiscountNetUsageDen, "net usage discount ratio for context free data cannot exceed 1");
        Require(MinTransactionCpuUsage <= MaxTransactionCpuUsage, "min transaction cpu usage cannot exceed max transaction cpu usage");
        Require(MaxTransactionCpuUsage > 0, "max transaction cpu usage cannot be 0");
        Require(MaxInlineActionDepth >= 1, "max inline action depth should be at least 1");
        Require(MaxAuthorityDepth >= 1, "max authority depth should be at least 1");

        static void Require(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new ChainException(ErrorKind.ActionValidate, "validate", otherwise);
            }
        }
    }
}

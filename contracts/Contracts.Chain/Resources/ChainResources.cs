using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Resources;

/// <summary>What all accounts have and use together.</summary>
/// <param name="NetWeight">Of all accounts with a limit.</param>
/// <param name="CpuWeight">Of all accounts with a limit.</param>
/// <param name="PendingNet">Bytes used in the block being made.</param>
/// <param name="PendingCpu">Microseconds used in the block being made.</param>
/// <param name="VirtualNet">Bytes a block that the weights share: elastic, up to a thousand times a block's while the chain is idle.</param>
/// <param name="VirtualCpu">Microseconds a block that the weights share, likewise.</param>
/// <param name="BlockNet">Of the last minute's blocks.</param>
/// <param name="BlockCpu">Of the last minute's blocks.</param>
public sealed record ChainResources(
    ulong NetWeight, ulong CpuWeight, ulong PendingNet, ulong PendingCpu, ulong VirtualNet, ulong VirtualCpu, MovingAverage BlockNet, MovingAverage BlockCpu)
{
    const uint BlocksAveraged = 120;
    const ulong MostMultiple = 1000;

    public static ChainResources Initial(ChainParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(0, 0, 0, 0, parameters.MaxBlockNetUsage, parameters.MaxBlockCpuUsage, default, default);
    }

    public static ChainResources Read(ref PackedReader reader) => new(
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        reader.UInt64(),
        MovingAverage.Read(ref reader),
        MovingAverage.Read(ref reader));

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.UInt64(NetWeight).UInt64(CpuWeight).UInt64(PendingNet).UInt64(PendingCpu).UInt64(VirtualNet).UInt64(VirtualCpu);
        BlockNet.Write(writer);
        BlockCpu.Write(writer);
    }

    /// <summary>The weights shared after an account's limits were replaced.</summary>
    public ChainResources Reweigh(AccountLimits before, AccountLimits after) => this with
    {
        NetWeight = NetWeight - Weight(before.Net) + Weight(after.Net),
        CpuWeight = CpuWeight - Weight(before.Cpu) + Weight(after.Cpu),
    };

    /// <summary>Ends a block: its use counts in the averages, and these move the virtual limits.</summary>
    public ChainResources Finish(uint block, ChainParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var net = BlockNet.Add(PendingNet, block, BlocksAveraged);
        var cpu = BlockCpu.Add(PendingCpu, block, BlocksAveraged);
        return this with
        {
            PendingNet = 0,
            PendingCpu = 0,
            BlockNet = net,
            BlockCpu = cpu,
            VirtualNet = Elastic(VirtualNet, net.Average, parameters.MaxBlockNetUsage, parameters.TargetBlockNetUsagePct),
            VirtualCpu = Elastic(VirtualCpu, cpu.Average, parameters.MaxBlockCpuUsage, parameters.TargetBlockCpuUsagePct),
        };
    }

    static ulong Weight(long limit) => limit > 0 ? (ulong)limit : 0;

    /// <summary>A hundredth less for each block of a busy chain, a thousandth more for each of an idle one.</summary>
    static ulong Elastic(ulong limit, ulong average, ulong most, uint targetPct)
    {
        var target = (ulong)((UInt128)most * targetPct / 10_000);
        var next = average > target ? (UInt128)limit * 99 / 100 : (UInt128)limit * 1000 / 999;
        return (ulong)UInt128.Clamp(next, most, (UInt128)most * MostMultiple);
    }
}

using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Resources;

/// <summary>
/// Who may use how much memory, bandwidth and time, and has: nodeos' rules (Leap 4, resource_limits). Accounts start without
/// limits; a privileged contract sets them. Limited accounts share the chain's virtual limits by their weights, over 24 hours.
/// </summary>
public sealed class ResourceLedger(UndoLog undo)
{
    /// <summary>24 hours in slots.</summary>
    const uint Window = 24 * 3600 * 2;

    readonly HashSet<Name> _limited = [];

    public UndoMap<Name, AccountResources> Accounts { get; } = new(undo);

    public UndoValue<ChainParameters> Parameters { get; } = new(undo, new());

    public UndoValue<ChainResources> Chain { get; } = new(undo, ChainResources.Initial(new()));

    /// <summary>Bytes left in the block being made.</summary>
    public ulong BlockNetLeft => Left(Parameters.Value.MaxBlockNetUsage, Chain.Value.PendingNet);

    /// <summary>Microseconds left in the block being made.</summary>
    public ulong BlockCpuLeft => Left(Parameters.Value.MaxBlockCpuUsage, Chain.Value.PendingCpu);

    public AccountResources Of(Name account) => Accounts.TryGet(account, out var resources) ? resources : AccountResources.Initial;

    /// <returns>True when the account may now use less memory than before, so that it has to be looked at.</returns>
    public bool SetLimits(Name account, AccountLimits limits)
    {
        var resources = Of(account);
        var before = resources.Current;
        Accounts.Set(account, resources with { Set = limits });
        _limited.Add(account);
        return limits.Ram >= 0 && (before.Ram < 0 || limits.Ram < before.Ram);
    }

    /// <exception cref="ChainException">3080001: the account uses more than it may.</exception>
    public void VerifyRam(Name account, long usage)
    {
        var quota = Of(account).Current.Ram;
        if (quota >= 0 && usage > quota)
        {
            throw new ChainException(
                ErrorKind.RamUsage,
                "verify_account_ram_usage",
                "account ${account} has insufficient ram; needs ${needs} bytes has ${available} bytes",
                ("account", account.ToString()),
                ("needs", ChainJson.Number(usage)),
                ("available", ChainJson.Number(quota)));
        }
    }

    /// <summary>Bytes and microseconds the account can still pay for; -1 when it is without limit.</summary>
    public (long Net, long Cpu) Payable(Name account, BlockTimestamp now) => (NetOf(account, now).Available, CpuOf(account, now).Available);

    public Bandwidth NetOf(Name account, BlockTimestamp now) =>
        Measure(Of(account).Net, Of(account).Current.Net, Chain.Value.NetWeight, Chain.Value.VirtualNet, now);

    public Bandwidth CpuOf(Name account, BlockTimestamp now) =>
        Measure(Of(account).Cpu, Of(account).Current.Cpu, Chain.Value.CpuWeight, Chain.Value.VirtualCpu, now);

    /// <summary>Lets what the account used fade up to now.</summary>
    public void Touch(Name account, BlockTimestamp now) => Use(account, 0, 0, now);

    /// <summary>Bills an account, and the block, for an executed transaction.</summary>
    public void Bill(Name account, ulong net, ulong cpu, BlockTimestamp now)
    {
        Use(account, net, cpu, now);
        var chain = Chain.Value;
        Chain.Set(chain with { PendingNet = chain.PendingNet + net, PendingCpu = chain.PendingCpu + cpu });
    }

    /// <summary>Ends a block. Cannot be taken back.</summary>
    public void FinishBlock(uint number)
    {
        foreach (var account in _limited)
        {
            var resources = Of(account);
            Chain.Set(Chain.Value.Reweigh(resources.Limits, resources.Current));
            Accounts.Set(account, resources with { Limits = resources.Current, Set = null });
        }

        _limited.Clear();

        Chain.Set(Chain.Value.Finish(number, Parameters.Value));
        undo.Forget();
    }

    static ulong Left(ulong most, ulong used) => most > used ? most - used : 0;

    static Bandwidth Measure(MovingAverage use, long weight, ulong allWeights, ulong virtualLimit, BlockTimestamp now)
    {
        var updated = new BlockTimestamp(use.LastOrdinal);
        if (weight < 0 || allWeights == 0)
        {
            return new(-1, -1, -1, updated, -1);
        }

        var most = (UInt128)Window * virtualLimit * (ulong)weight / allWeights;
        var used = use.InWindow(Window);
        var current = now.Slot > use.LastOrdinal ? use.Add(0, now.Slot, Window).InWindow(Window) : used;
        return new(Fit(used), most <= used ? 0 : Fit(most - used), Fit(most), updated, Fit(current));
    }

    static long Fit(UInt128 value) => value > long.MaxValue ? long.MaxValue : (long)value;

    void Use(Name account, ulong net, ulong cpu, BlockTimestamp now)
    {
        var resources = Of(account);
        Accounts.Set(account, resources with
        {
            Net = resources.Net.Add(net, now.Slot, Window),
            Cpu = resources.Cpu.Add(cpu, now.Slot, Window),
        });
    }
}

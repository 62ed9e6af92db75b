using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;

/// <summary>
/// A budget for each address, in bounded memory: what has its whole budget is forgotten, and if there are more addresses than are told apart all the
/// others share one. So whoever comes from a great many addresses takes from others like it, not from those already known.
/// </summary>
sealed class AddressBudgets(BudgetSize size, int most, TimeProvider time)
{
    static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly Dictionary<UInt128, CallBudget> _known = [];
    readonly CallBudget _others = new(size, time);
    long? _swept;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _known.Count;
            }
        }
    }

    public CallBudget Of(IPAddress? address)
    {
        var key = KeyOf(address);
        lock (_lock)
        {
            if (_known.TryGetValue(key, out var budget))
            {
                return budget;
            }

            if (_known.Count >= most)
            {
                Sweep();
            }

            return _known.Count < most ? _known[key] = new(size, time) : _others;
        }
    }

    /// <summary>IPv4 as it is; of IPv6 the network (/64), which is what one subscriber has.</summary>
    public static UInt128 KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? new UInt128(1, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new UInt128(2, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>Not at each call: it looks at all of them.</summary>
    void Sweep()
    {
        var now = time.GetTimestamp();
        if (_swept is { } last && time.GetElapsedTime(last, now) < BetweenSweeps)
        {
            return;
        }

        _swept = now;
        foreach (var (key, budget) in _known)
        {
            if (budget.IsUntouched)
            {
                _known.Remove(key);
            }
        }
    }
}

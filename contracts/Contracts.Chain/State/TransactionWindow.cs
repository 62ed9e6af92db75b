using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>
/// Accepted transactions until they expire: so long a second one with the same id is a duplicate. Afterwards it is refused as expired
/// anyway, so the window is as long as a transaction may live (an hour) however long the chain runs.
/// </summary>
public sealed class TransactionWindow
{
    readonly HashSet<Checksum256> _ids = [];
    readonly SortedDictionary<uint, List<Checksum256>> _byExpiration = [];

    public int Count => _ids.Count;

    /// <summary>By expiration, then id.</summary>
    public IEnumerable<(Checksum256 Id, TimePointSec Expiration)> All =>
        _byExpiration.SelectMany(e => e.Value.Order().Select(id => (id, new TimePointSec(e.Key))));

    public bool Contains(in Checksum256 id) => _ids.Contains(id);

    public void Add(in Checksum256 id, TimePointSec expiration)
    {
        if (!_ids.Add(id))
        {
            return;
        }

        if (!_byExpiration.TryGetValue(expiration.Seconds, out var same))
        {
            _byExpiration.Add(expiration.Seconds, same = []);
        }

        same.Add(id);
    }

    /// <summary>Forgets what has expired before a block of this time.</summary>
    public void Forget(BlockTimestamp time)
    {
        while (_byExpiration.Count > 0 && _byExpiration.First() is var first && new TimePointSec(first.Key).Time < time.Time)
        {
            _byExpiration.Remove(first.Key);
            _ids.ExceptWith(first.Value);
        }
    }
}

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A node and what is known of its health. Guarded by the pool's lock.</summary>
sealed class PooledNode(NodeHttp http)
{
    static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    int _failures;
    uint _irreversible;

    public NodeHttp Http => http;

    /// <summary>Whether it has ever answered get_info.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>When it last answered get_info.</summary>
    public DateTimeOffset CheckedAt { get; private set; }

    public DateTimeOffset HeadTime { get; private set; }

    /// <summary>The highest block that it has shown since it was checked.</summary>
    public uint Head { get; private set; }

    public DateTimeOffset RestingUntil { get; private set; }

    public string Problem { get; private set; } = "";

    public void Knows(ChainInfo info, DateTimeOffset now)
    {
        (IsKnown, CheckedAt, HeadTime) = (true, now, info.HeadBlockTime);
        (Head, _irreversible) = (info.HeadBlockNum, info.LastIrreversibleBlockNum);
    }

    public void Showed(uint head, uint irreversible) => (Head, _irreversible) = (Math.Max(Head, head), Math.Max(_irreversible, irreversible));

    public bool HasReached(uint head, uint irreversible) => Head >= head && _irreversible >= irreversible;

    public void IsWell()
    {
        _failures = 0;
        Problem = "";
        RestingUntil = default;
    }

    /// <summary>Sends whoever comes meanwhile to another node.</summary>
    public void IsBeingChecked(DateTimeOffset until) => RestingUntil = until;

    /// <summary>One second, then twice as long each time, at most a minute.</summary>
    public void Rest(string problem, DateTimeOffset now)
    {
        var rest = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_failures++, 6)));
        RestingUntil = now + (rest < LongestRest ? rest : LongestRest);
        Problem = problem;
    }

    public NodeHealth Health() => new(http.Endpoint, Head, _irreversible, Problem.Length > 0 ? RestingUntil : null, Problem);
}

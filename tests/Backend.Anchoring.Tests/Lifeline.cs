namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>When a process dies, counted in what it does to the world.</summary>
enum Death
{
    /// <summary>When it is about to do it.</summary>
    Before,

    /// <summary>When it has been done, and the process has not heard of it.</summary>
    After,
}

/// <summary>The life of one process: it ends at its n-th interaction with the database or the node, and nothing of it gets through after that.</summary>
sealed class Lifeline(Death death, int last)
{
    int _done;
    bool _isArmed;

    public bool IsDead { get; private set; }

    /// <summary>Counts from now on.</summary>
    public void Arm() => _isArmed = true;

    /// <exception cref="ProcessEndedException">The process is dead, or dies.</exception>
    public async Task<T> DoAsync<T>(Func<Task<T>> interaction)
    {
        var isLast = _isArmed && Interlocked.Increment(ref _done) == last;
        if (IsDead || (isLast && death == Death.Before))
        {
            IsDead = true;
            throw new ProcessEndedException();
        }

        var answer = await interaction();
        if (isLast)
        {
            IsDead = true;
        }

        return IsDead ? throw new ProcessEndedException() : answer;
    }
}

/// <summary>A process' way to the node.</summary>
sealed class MortalHttp : DelegatingHandler
{
    readonly Lifeline _life;

    public MortalHttp(Lifeline life)
    {
        _life = life;
        InnerHandler = new SocketsHttpHandler();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _life.DoAsync(() => base.SendAsync(request, cancellationToken));
}

/// <summary>Nothing after it runs: to the test, the process has ended.</summary>
sealed class ProcessEndedException : Exception;

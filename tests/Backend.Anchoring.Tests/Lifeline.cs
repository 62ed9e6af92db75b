namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>The life of one process: it ends when its n-th interaction with the database or the node has been done, without hearing of it.</summary>
sealed class Lifeline(int last)
{
    int _done;
    bool _isArmed;

    public bool IsDead { get; private set; }

    /// <summary>Counts from now on.</summary>
    public void Arm() => _isArmed = true;

    /// <exception cref="ProcessEndedException">The process is dead, or dies.</exception>
    public async Task<T> DoAsync<T>(Func<Task<T>> interaction)
    {
        if (IsDead)
        {
            throw new ProcessEndedException();
        }

        var isLast = _isArmed && Interlocked.Increment(ref _done) == last;
        var answer = await interaction();
        IsDead |= isLast;
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

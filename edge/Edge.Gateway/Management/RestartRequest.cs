namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>The box shall end and be started again by whoever started it (systemd: <c>RestartForceExitStatus=75</c>, or <c>Restart=always</c>).</summary>
public sealed class RestartException(string reason) : Exception(reason)
{
    /// <summary>The exit status then: "try again" (EX_TEMPFAIL of sysexits.h).</summary>
    public const int ExitStatus = 75;
}

/// <summary>Asks the box to restart; what is under way is ended in order.</summary>
public sealed class RestartRequest
{
    readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Ask(string reason) => _asked.TrySetResult(reason);

    /// <exception cref="RestartException">It was asked for.</exception>
    public async Task RunAsync(CancellationToken cancellationToken) => throw new RestartException(await _asked.Task.WaitAsync(cancellationToken));
}

namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>Wakes its one waiter; a signal raised before the wait is not lost, many count as one.</summary>
sealed class Signal
{
    TaskCompletionSource _raised = New();

    public void Raise() => Volatile.Read(ref _raised).TrySetResult();

    /// <summary>Waits until it is raised, and takes it back: what is looked at afterwards is not older than the last raise.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Volatile.Read(ref _raised).Task.WaitAsync(cancellationToken);
        Volatile.Write(ref _raised, New());
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>A unit of work that waits to be written together with others.</summary>
sealed class PendingCommit(UnitOfWork work)
{
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _claimed;

    public UnitOfWork Work => work;

    public Task Task => _done.Task;

    /// <summary>True for the first who asks: the writer, or the caller that gives up before it is written.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    public void Cancel(CancellationToken cancellation)
    {
        if (TryClaim())
        {
            _done.TrySetCanceled(cancellation);
        }
    }

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception reason) => _done.TrySetException(reason);
}

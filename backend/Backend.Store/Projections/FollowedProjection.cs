using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>A projection as the daemon runs it: what fails is narrowed down to the event that is the cause, and that one is left out.</summary>
sealed partial class FollowedProjection(ProjectionPage page, ILogger logger)
{
    const int MostAttempts = 3;

    int _size = ProjectionPage.Size;
    int _attempts;

    public ProjectionPage Page => page;

    public string Name => page.Projection.Name;

    /// <summary>False if it is to be tried again after a pause.</summary>
    public async Task<bool> TryCatchUpAsync(long ceiling, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                while (await page.AdvanceAsync(ceiling, _size, cancellation))
                {
                    (_size, _attempts) = (Math.Min(_size * 2, ProjectionPage.Size), 0);
                }

                return true;
            }
#pragma warning disable CA1031 // A projection may fail in any way; it must not stop the others.
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (!ProjectionFailures.IsOfTheEvent(e))
                {
                    Waits(e, Name);
                    return false;
                }

                if (_size > 1)
                {
                    _size /= 2;
                    continue;
                }

                if (++_attempts < MostAttempts)
                {
                    TriedAgain(e, Name);
                    return false;
                }

                await LeaveOutAsync(ceiling, e, cancellation);
            }
        }
    }

    async Task LeaveOutAsync(long ceiling, Exception reason, CancellationToken cancellation)
    {
        _attempts = 0;
        if (await page.LeaveOutAsync(ceiling, reason, cancellation) is { } sequence)
        {
            LeftOut(reason, Name, sequence);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Projection {Name} could not take in an event; it is tried again.")]
    partial void TriedAgain(Exception e, string name);

    [LoggerMessage(3, LogLevel.Warning, "Projection {Name} waits and is tried again.")]
    partial void Waits(Exception e, string name);

    [LoggerMessage(4, LogLevel.Error, "Projection {Name} left out the event {Sequence}: see mt_doc_deadletterevent.")]
    partial void LeftOut(Exception e, string name, long sequence);
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>
/// The one thread that starts programs. Linux delivers the parent-death signal when the starting <em>thread</em> ends (prctl(2),
/// PR_SET_PDEATHSIG), and a pool thread ends whenever it was idle: this one lives as long as the process.
/// </summary>
static class ParentThread
{
    static readonly BlockingCollection<Action> Work = Begin();

    public static Process Start(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new TestbedException($"{start.FileName} did not start."));
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        { IsBackground = true, Name = "parent of child processes" }.Start();
        return work;
    }
}

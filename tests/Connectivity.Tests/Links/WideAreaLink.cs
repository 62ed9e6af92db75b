using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalEnergyMarket.Connectivity.Tests.Links;

/// <summary>
/// A line between two network interfaces with a delay and a loss, which can be cut. Packets that are lost are lost for the kernels' TCP, as over a
/// satellite; nobody gets a reset. (The kernel's own netem does the same where it is built in.)
/// </summary>
sealed class WideAreaLink : IDisposable
{
    readonly TimeSpan _delay;
    readonly double _loss;
    readonly CancellationTokenSource _stop = new();
    readonly List<Thread> _threads = [];
    readonly Tun _one;
    readonly Tun _other;
    int _carried;
    int _lost;

    public WideAreaLink(Tun one, Tun other, TimeSpan delay, double loss, int seed)
    {
        (_one, _other, _delay, _loss) = (one, other, delay, loss);
        Carry(one, other, new(seed));
        Carry(other, one, new(seed + 1));
    }

    /// <summary>Whether anything gets through.</summary>
    public bool Up { get; set; } = true;

    /// <summary>Packets that got through, and those lost on a line that was up.</summary>
    public (int Carried, int Lost) Packets => (Volatile.Read(ref _carried), Volatile.Read(ref _lost));

    public void Dispose()
    {
        _stop.Cancel();
        _threads.ForEach(thread => thread.Join());
        _one.Dispose();
        _other.Dispose();
        _stop.Dispose();
    }

    void Carry(Tun from, Tun to, Random random)
    {
        var way = new BlockingCollection<(long Due, byte[] Packet)>();
        Run(() =>
        {
            var buffer = new byte[65_536];
            while (!_stop.IsCancellationRequested)
            {
                if (from.Next(buffer) is not { } packet || !Up)
                {
                    continue;
                }

                if (random.NextDouble() < _loss)
                {
                    Interlocked.Increment(ref _lost);
                }
                else
                {
                    way.Add((Stopwatch.GetTimestamp() + (long)(_delay.TotalSeconds * Stopwatch.Frequency), packet), CancellationToken.None);
                }
            }

            way.CompleteAdding();
        });
        Run(() =>
        {
            foreach (var (due, packet) in way.GetConsumingEnumerable(CancellationToken.None))
            {
                // The delay is what is emulated here; nothing waits for anything by it.
                while (!_stop.IsCancellationRequested && Stopwatch.GetTimestamp() < due)
                {
                    Thread.Sleep(1);
                }

                Interlocked.Increment(ref _carried);
                to.Write(packet);
            }
        });
    }

    void Run(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true, Name = "wide area link" };
        _threads.Add(thread);
        thread.Start();
    }
}

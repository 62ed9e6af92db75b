using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Polling;

public sealed class MeterPollerTests : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_meter_slower_than_its_period_is_asked_once_at_a_time_and_on_the_grid()
    {
        // Ten minutes a second: the meter takes three minutes, and is to be read each minute.
        var market = new MarketClock(DateTimeOffset.UtcNow, SomeReadings.Noon, 600);
        using var journal = BoxJournal.Open(_scratch.In("journal.db"));
        var meter = new SlowMeter(TimeSpan.FromMilliseconds(300), 8);
        var polled = new PolledMeter("1SLOW0000000001", 1, TimeSpan.FromMinutes(1), meter, [MeterRegister.PowerW]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var pulse = new Pulse("meter", TimeSpan.FromHours(1), TimeProvider.System);
        var running = new MeterPoller(polled, new MeterReader(journal, market, TimeProvider.System), pulse, market, new RecordingLog()).RunAsync(stop.Token);
        await meter.Enough.WaitAsync(Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var times = journal.OpenReadings(100).Readings.Select(reading => reading.Time).ToList();
        Assert.Equal(1, meter.Most);
        Assert.Equal(times.Order().Distinct(), times);
    }

    [Fact]
    public async Task A_clock_set_back_while_a_meter_answers_stops_no_poll()
    {
        var real = new SetClock();
        var market = new MarketClock(real.GetUtcNow(), SomeReadings.Noon, 60, real);
        using var journal = BoxJournal.Open(_scratch.In("journal.db"));
        var meter = new ActingMeter(read => real.Ahead = read == 3 ? TimeSpan.FromHours(-1) : real.Ahead, 6);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = new MeterPoller(
            new("1ACT00000000001", 1, TimeSpan.FromSeconds(10), meter, [MeterRegister.PowerW]), new MeterReader(journal, market, TimeProvider.System),
            new Pulse("meter", TimeSpan.FromHours(1), TimeProvider.System), market, new RecordingLog()).RunAsync(stop.Token);
        await meter.Enough.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Readings_of_one_round_take_one_transaction()
    {
        using var journal = BoxJournal.Open(_scratch.In("journal.db"));
        var writer = new ReadingWriter(journal, new ClockWatch(TimeProvider.System, TimeProvider.System), new Patient());
        var reader = new MeterReader(writer, TimeProvider.System, TimeProvider.System);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = Enumerable.Range(1, 20).Select(i => reader.ReadAsync(Gated(i, gate.Task), null, Cancellation)).ToList();
        gate.SetResult();
        var readings = await Task.WhenAll(reads);

        Assert.Equal(Enumerable.Range(1, 20), readings.Select(read => (int)Assert.Single(read.Readings).MeterIndex));
        Assert.Equal(1, writer.Writes);
        Assert.Equal(20, journal.OpenReadings(100).Readings.Count);
        Assert.Equal(20, reader.Latest.All.Count);
    }

    [Fact]
    public async Task After_a_step_readings_are_marked_and_lie_behind_it()
    {
        var clock = new HandClock();
        using var journal = BoxJournal.Open(_scratch.In("journal.db"));
        var reader = new MeterReader(journal, clock, clock);
        var polled = Gated(1, Task.CompletedTask);
        await reader.ReadAsync(polled, null, Cancellation);
        clock.Pass(TimeSpan.FromMinutes(1));
        clock.Set(TimeSpan.FromMinutes(-30));
        await reader.ReadAsync(polled, null, Cancellation);
        clock.Pass(TimeSpan.FromMinutes(1));
        await reader.ReadAsync(polled, null, Cancellation);

        Assert.Equal([Quality.Good, Quality.ClockUnsure, Quality.Good], journal.OpenReadings(10).Readings.Select(reading => reading.Quality));
        journal.StartChain(new(0, new byte[32]));
        var first = journal.NextBatch()!;
        Assert.Single(first.Readings);
        journal.StoreBatch(new(1, new byte[32], new byte[1], new byte[64], clock.GetUtcNow()), first);
        Assert.Equal(TimeSpan.FromMinutes(-30), Assert.Single(journal.NextBatch()!.ClockChanges).Step);
    }

    public void Dispose() => _scratch.Dispose();

    static PolledMeter Gated(int index, Task gate) =>
        new($"1GATE{index:0000000000}", (uint)index, TimeSpan.FromMinutes(1), new GatedMeter(gate), [MeterRegister.PowerW]);

    /// <summary>Tells when it was read so many times, and how many asked it at once at most.</summary>
    sealed class SlowMeter(TimeSpan takes, int enough) : IMeter
    {
        readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _reads;
        int _now;

        public int Most { get; private set; }

        public Task Enough => _enough.Task;

        public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref _now));
            await Task.Delay(takes, cancellationToken);
            Interlocked.Decrement(ref _now);
            if (Interlocked.Increment(ref _reads) == enough)
            {
                _enough.TrySetResult();
            }

            return [new(MeterRegister.PowerW, 1, MeterQuality.Good)];
        }
    }

    sealed class ActingMeter(Action<int> act, int enough) : IMeter
    {
        readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _reads;

        public Task Enough => _enough.Task;

        public ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
        {
            act(++_reads);
            if (_reads == enough)
            {
                _enough.SetResult();
            }

            return new([new MeterValue(MeterRegister.PowerW, 1, MeterQuality.Good)]);
        }
    }

    sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    sealed class GatedMeter(Task gate) : IMeter
    {
        public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            return [new(MeterRegister.PowerW, 1, MeterQuality.Good)];
        }
    }

    /// <summary>A slow machine must not make two rounds of one.</summary>
    sealed class Patient : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromMilliseconds(250) ? TimeSpan.FromMinutes(1) : dueTime, period);
    }
}

using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Control.Limits;

/// <summary>
/// The one place that knows the orders: takes them in, lets time pass, remembers them on the disk before anybody is told, and says what became of them. On the market's
/// clock; how long there has been no stream is real time.
/// </summary>
public sealed class LimitDesk
{
    static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(1);
    static readonly TimeSpan EventsLast = TimeSpan.FromDays(1);
    const int MostEvents = 50;

    readonly Lock _lock = new();
    readonly LimitFile _file;
    readonly IReadOnlyList<PlantRule> _plants;
    readonly Func<bool> _connected;
    readonly ControlOutbox _outbox;
    readonly TimeProvider _market;
    readonly TimeProvider _real;
    readonly ILogger _log;

    LimitBook _book;
    IReadOnlyList<PanelEvent> _events;
    DateTimeOffset _linkSeen;
    long _linkAt;
    TimeSpan _lostBefore;
    long _lastMarket;
    long _saved;

    public LimitDesk(
        LimitFile file, IReadOnlyList<PlantRule> plants, Func<bool> connected, ControlOutbox outbox, TimeProvider market, TimeProvider real, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(real);
        (_file, _plants, _connected, _outbox, _market, _real, _log) = (file, plants, connected, outbox, market, real, log);
        var state = file.Load();
        (_book, _events, _linkSeen) = (new([.. state.Orders]), state.Events, state.LinkSeen);

        // How long the box was off counts, as far as its clock knows; a clock that starts in the past knows nothing.
        var now = real.GetUtcNow();
        _lostBefore = state.LinkSeen == DateTimeOffset.MinValue || state.LinkSeen > now ? TimeSpan.Zero : now - state.LinkSeen;
        (_linkAt, _lastMarket, _saved) = (real.GetTimestamp(), market.GetTimestamp(), real.GetTimestamp());
    }

    public IReadOnlyList<PlantRule> Plants => _plants;

    /// <summary>Orders as they stand, for those who look.</summary>
    public LimitBook Book
    {
        get
        {
            lock (_lock)
            {
                return _book;
            }
        }
    }

    /// <summary>Real time without a stream; zero while there is one.</summary>
    public TimeSpan LinkLost
    {
        get
        {
            lock (_lock)
            {
                return Lost();
            }
        }
    }

    /// <summary>An order has come; its answer is as it stands now, and what becomes of it follows.</summary>
    /// <exception cref="IOException">It cannot be remembered: it is not taken.</exception>
    public SetPointResult Take(SetPoint order)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_lock)
        {
            Pass();
            var (book, answer) = LimitRules.Take(_book, _plants, order, _market.GetUtcNow());
            Become(book);
            _log.OrderTaken(answer.Id, answer.State, answer.LimitW, answer.MeterIndex, answer.Until, answer.Failure);
            return ToResult(answer);
        }
    }

    /// <summary>Lets time pass; what a plant is to run at then.</summary>
    public WantedLimit Wanted(PlantRule plant)
    {
        lock (_lock)
        {
            Pass();
            return LimitRules.Wanted(_book, plant, Lost());
        }
    }

    public void Applied(string orderId, long setW)
    {
        lock (_lock)
        {
            Become(LimitRules.Applied(_book, orderId, setW, _market.GetUtcNow()));
        }
    }

    public void Failed(string orderId, string failure)
    {
        lock (_lock)
        {
            Become(LimitRules.Failed(_book, orderId, failure));
        }
    }

    /// <summary>Something happened at the box itself: remembered, and told.</summary>
    public void Happened(BoxEventKind kind, string detail)
    {
        lock (_lock)
        {
            var happened = new PanelEvent(Guid.NewGuid(), kind, _market.GetUtcNow(), _real.GetUtcNow(), detail);
            _events = [.. Recent(_events).TakeLast(MostEvents - 1), happened];
            Save();
            _outbox.Tell(new() { Event = ToEvent(happened) });
        }
    }

    /// <summary>What is told again on a new stream.</summary>
    public IReadOnlyList<BoxMessage> OnNewStream()
    {
        lock (_lock)
        {
            return [.. Recent(_events).Select(happened => new BoxMessage { Event = ToEvent(happened) })];
        }
    }

    void Pass()
    {
        var timestamp = _market.GetTimestamp();
        var elapsed = _market.GetElapsedTime(_lastMarket, timestamp);
        _lastMarket = timestamp;
        if (_connected())
        {
            (_linkAt, _lostBefore, _linkSeen) = (_real.GetTimestamp(), TimeSpan.Zero, _real.GetUtcNow());
        }

        Become(LimitRules.Advance(_book, _plants, _market.GetUtcNow(), elapsed, Lost()));
        if (_real.GetElapsedTime(_saved) >= SaveEvery && _plants.Count > 0)
        {
            Save();
        }
    }

    TimeSpan Lost() => _connected() ? TimeSpan.Zero : _lostBefore + _real.GetElapsedTime(_linkAt);

    /// <summary>What changed by more than the passing of time is on the disk before it is told.</summary>
    void Become(LimitBook book)
    {
        var before = _book;
        var changed = book.Orders.Where(order => before.Find(order.Id) is not { } old || old with { Left = order.Left } != order).ToList();
        _book = book;
        if (changed.Count == 0)
        {
            return;
        }

        try
        {
            Save();
        }
        catch (IOException)
        {
            _book = before;
            throw;
        }

        foreach (var order in changed)
        {
            _outbox.Tell(new() { SetPointResult = ToResult(order) });
            if (before.Find(order.Id) is { } old && old.State != order.State)
            {
                _log.OrderBecame(order.Id, order.State, order.SetW, order.Failure);
            }
        }
    }

    void Save()
    {
        _file.Save(new(_book.Orders, _linkSeen, _events));
        _saved = _real.GetTimestamp();
    }

    IEnumerable<PanelEvent> Recent(IEnumerable<PanelEvent> events) => events.Where(happened => _real.GetUtcNow() - happened.Real < EventsLast);

    static BoxEvent ToEvent(PanelEvent happened) => new() { EventId = happened.Id.ToString(), Kind = happened.Kind, At = happened.At.ToTimestamp(), Detail = happened.Detail };

    static SetPointResult ToResult(LimitOrder order) => new()
    {
        SetPointId = order.Id,
        Applied = order.State == SetPointState.Applied,
        Failure = order.Failure,
        State = order.State,
        LimitW = order.SetW,
        AppliedAt = order.AppliedAt?.ToTimestamp(),
        EndedAt = order.EndedAt?.ToTimestamp(),
    };
}

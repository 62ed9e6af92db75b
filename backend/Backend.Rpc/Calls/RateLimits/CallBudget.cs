namespace LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;

/// <summary>The size of a budget.</summary>
/// <param name="PerSecond">Calls that come back, 1/s.</param>
/// <param name="Burst">The most that can be saved up.</param>
/// <param name="Open">Calls and streams open at one time.</param>
readonly record struct BudgetSize(double PerSecond, double Burst, int Open)
{
    public static BudgetSize Of(CallBudgetOptions options, double factor = 1) =>
        new(options.CallsPerSecond * factor, options.Burst * factor, (int)Math.Min(options.OpenCalls * factor, int.MaxValue));
}

enum BudgetAnswer
{
    Granted,
    TooManyCalls,
    TooManyOpen,
}

/// <summary>
/// What one caller has left: a bucket of calls that fills by the clock, reckoned when somebody asks (no timer), and the number that are open.
/// </summary>
sealed class CallBudget(BudgetSize size, TimeProvider time)
{
    readonly Lock _lock = new();
    double _calls = size.Burst;
    long _reckoned = time.GetTimestamp();
    int _open;

    public BudgetSize Size => size;

    /// <summary>Whether it has all it can have: to forget it changes nothing.</summary>
    public bool IsUntouched
    {
        get
        {
            lock (_lock)
            {
                Reckon();
                return _open == 0 && _calls >= size.Burst;
            }
        }
    }

    /// <param name="retryAfter">When a call comes back, if there is none.</param>
    public BudgetAnswer Take(out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            Reckon();
            retryAfter = TimeSpan.Zero;
            if (_open >= size.Open)
            {
                retryAfter = TimeSpan.FromSeconds(1);
                return BudgetAnswer.TooManyOpen;
            }

            if (_calls < 1)
            {
                retryAfter = TimeSpan.FromSeconds((1 - _calls) / size.PerSecond);
                return BudgetAnswer.TooManyCalls;
            }

            _calls--;
            _open++;
            return BudgetAnswer.Granted;
        }
    }

    /// <summary>The call has ended.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            _open--;
        }
    }

    void Reckon()
    {
        var now = time.GetTimestamp();
        _calls = Math.Min(size.Burst, _calls + (time.GetElapsedTime(_reckoned, now).TotalSeconds * size.PerSecond));
        _reckoned = now;
    }
}

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>How often and after which pause one command is sent again. Everything is bounded: after about four seconds a TPM is said to be busy.</summary>
sealed class TpmRetries(TimeProvider time)
{
    const int LongestWait = 12;

    static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    readonly HashSet<TpmRc> _tried = [];
    int _waits;

    /// <summary>True the first time that the command was refused so: what can be done about it is done once.</summary>
    public bool FirstTime(TpmRc rc) => _tried.Add(rc);

    /// <summary>Waits 20 ms, then twice as long each time up to half a second; false when it has waited often enough.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (++_waits > LongestWait)
        {
            return false;
        }

        var pause = First * (1 << Math.Min(_waits - 1, 10));
        await Task.Delay(pause < Longest ? pause : Longest, time, cancellationToken);
        return true;
    }
}

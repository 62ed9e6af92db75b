using LocalEnergyMarket.Hardware.Modbus.Lines;

namespace LocalEnergyMarket.Hardware.Modbus.Bus;

/// <summary>What a bus remembers of one unit.</summary>
sealed class UnitQueue(byte unit, ModbusUnitOptions options, BackOff rest)
{
    const int SilencesUntilRest = 2;

    int _silences;
    string _lastFailure = "";

    public byte Unit => unit;

    public ModbusUnitOptions Options => options;

    public LinkedList<TaskCompletionSource> Waiting { get; } = [];

    public TimeSpan NotBefore { get; set; }

    public long Served { get; set; }

    public bool KnownSilent => _silences >= SilencesUntilRest;

    /// <summary>Null if the unit may be asked.</summary>
    public ModbusTransportException? Resting => KnownSilent && rest.Remaining is { } remaining
        ? new(ModbusTransportFailure.Resting, $"{_lastFailure} It was silent {_silences} times in a row and is asked again in {remaining.TotalSeconds:0.0} s.")
        : null;

    public void Answered()
    {
        _silences = 0;
        rest.Succeeded();
    }

    public void WasSilent(string failure)
    {
        _lastFailure = failure;
        if (++_silences >= SilencesUntilRest)
        {
            rest.Failed();
        }
    }
}

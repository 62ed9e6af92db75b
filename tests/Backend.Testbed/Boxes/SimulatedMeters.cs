using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Testbed.Boxes;

/// <summary>Meters of a simulated box that are read once a second: two counters that never go back, and power.</summary>
/// <param name="box">Whose.</param>
/// <param name="meters">How many.</param>
/// <param name="start">The first instant; whole seconds.</param>
public sealed class SimulatedMeters(SimulatedBox box, int meters, DateTimeOffset start)
{
    /// <summary>Each meter's registers.</summary>
    public const int Registers = 3;

    int _second;

    /// <summary>The readings of the next seconds.</summary>
    public IReadOnlyList<Reading> Next(int seconds)
    {
        var from = _second;
        _second += seconds;
        return [.. Enumerable.Range(1, meters).SelectMany(meter => Enumerable.Range(from, seconds).SelectMany(second => Second(meter, second)))];
    }

    IEnumerable<Reading> Second(int meter, int second)
    {
        var (time, serial) = (start.AddSeconds(second), box.Serial(meter));
        yield return new(serial, (uint)meter, Register.EnergyImportWh, time, 1_000 + (second * 3L / 10), Quality.Good);
        yield return new(serial, (uint)meter, Register.EnergyExportWh, time, 5_000_000 + (second * 17L / 10), Quality.Good);
        yield return new(serial, (uint)meter, Register.PowerW, time, 5_000 + (second * 37 % 401), Quality.Good);
    }
}

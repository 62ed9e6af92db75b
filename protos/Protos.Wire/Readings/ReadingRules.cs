using System.Collections.Frozen;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>What must hold for a reading, on the way out as on the way in.</summary>
static class ReadingRules
{
    static readonly FrozenSet<Register> Registers = Enum.GetValues<Register>().Where(register => register != Register.Unspecified).ToFrozenSet();
    static readonly FrozenSet<Quality> Qualities = Enum.GetValues<Quality>().Where(quality => quality != Quality.Unspecified).ToFrozenSet();

    public static string? WrongWith(Reading reading) =>
        WrongWithMeter(reading.MeterSerial, reading.MeterIndex, reading.Register) ?? WrongWithQuality(reading.Quality);

    public static string? WrongWithMeter(string serial, uint index, Register register) =>
        string.IsNullOrWhiteSpace(serial) ? "the meter's serial number is empty"
        : index == 0 ? "the meter's index is 0; indices count from 1"
        : !Registers.Contains(register) ? $"register {(int)register} is not known"
        : null;

    public static string? WrongWithQuality(Quality quality) => Qualities.Contains(quality) ? null : $"quality {(int)quality} is not known";
}

using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.SunSpec;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>What a unit may be by SunSpec: one guess for each meter and inverter in it.</summary>
static class SunSpecGuesses
{
    /// <summary>Above every other type: the device says so itself, and its scales are right whatever the model.</summary>
    const int Found = 92;

    public static async Task<IReadOnlyList<ProbeGuess>> OfAsync(IModbusMaster master, byte unit, CancellationToken cancellationToken)
    {
        SunSpecMap? map;
        try
        {
            map = await new SunSpecBus(master, unit).FindAsync(null, cancellationToken);
        }
        catch (MeterException e) when (e.InnerException is ModbusTransportException { Failure: ModbusTransportFailure.TimedOut or ModbusTransportFailure.Resting })
        {
            return [];
        }

        var guesses = new List<ProbeGuess>();
        foreach (var role in map is null ? [] : new[] { SunSpecRole.Meter, SunSpecRole.Inverter })
        {
            var blocks = map!.Of(role);
            for (var i = 0; i < blocks.Count; i++)
            {
                var options = new SunSpecMeterOptions { Role = role, Instance = i + 1 };
                guesses.Add(await GuessAsync(new(master, unit, options), map, blocks[i], options, cancellationToken));
            }
        }

        return guesses;
    }

    static async Task<ProbeGuess> GuessAsync(SunSpecMeter meter, SunSpecMap map, SunSpecBlock block, SunSpecMeterOptions options, CancellationToken cancellationToken)
    {
        var (identity, values, details) = (MeterIdentity.Unknown, (IReadOnlyList<MeterValue>)[], (IReadOnlyList<MeterDetail>)[]);
        var reasons = new List<ProbeReason>
        {
            new(ReasonKind.SunSpec, map.End == SunSpecEnd.Damaged ? Found - 20 : Found, string.Create(CultureInfo.InvariantCulture, $"{map.Base}: {map.Summary}")),
        };
        try
        {
            identity = await meter.IdentifyAsync(cancellationToken);
            values = await meter.ReadAsync(cancellationToken);
            details = await meter.ReadAllAsync(cancellationToken);
            var hertz = details.FirstOrDefault(d => d.Name == "Hz")?.Value;
            if (hertz is not null)
            {
                var detail = string.Create(CultureInfo.InvariantCulture, $"{hertz:0.###} Hz");
                reasons.Add(hertz is >= 45 and <= 65 ? new(ReasonKind.Frequency, 6, detail) : new(ReasonKind.Frequency, hertz == 0 ? 0 : -20, detail));
            }
        }
        catch (MeterException e)
        {
            reasons.Add(new(ReasonKind.Registers, -40, e.Message));
        }

        return new(
            SunSpecMeter.Usual.Type,
            block.Model!.Name,
            Math.Clamp(reasons.Sum(r => r.Points), 0, 100),
            reasons,
            identity,
            values,
            Role: options.Role == SunSpecRole.Inverter ? "production" : "grid",
            Model: block.Id,
            Instance: options.Instance)
        {
            Answered = details.Count(d => d.Value is not null),
        };
    }
}

using System.Globalization;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of the lines that Modbus meters are on.</summary>
static class MeterLineRules
{
    const int HighestUnitOnSerial = 247;

    /// <summary>Of one meter; one sentence a mistake.</summary>
    public static IEnumerable<string> Mistakes(MeterOptions meter, string where)
    {
        var serial = meter.SerialLine;
        var host = !string.IsNullOrWhiteSpace(meter.Host);
        if (!host && serial is null)
        {
            yield return $"{where}.Host: a Modbus device needs a host name or an address, or a serialLine.";
        }

        if (serial is not null && (host || meter.Port is not null || meter.RtuOverTcp))
        {
            yield return $"{where}.SerialLine: a meter is either on a serial line or behind host, port and rtuOverTcp, not both.";
        }

        if (meter.RtuOverTcp && meter.Port is null)
        {
            yield return $"{where}.Port: with rtuOverTcp the serial server's port must be given; serial servers have no usual one.";
        }

        var unit = meter.RtuOverTcp || serial is not null
            ? BoxOptionsRules.Range($"{where}.Unit", meter.Unit ?? 1, 1, HighestUnitOnSerial)
            : BoxOptionsRules.Range($"{where}.Unit", meter.Unit ?? 1, 0, 255);
        foreach (var mistake in new[]
                 {
                     BoxOptionsRules.Range($"{where}.Port", meter.Port ?? 502, 1, 65535),
                     unit,
                     BoxOptionsRules.Range($"{where}.TimeoutMs", meter.TimeoutMs, 50, 5000),
                     BoxOptionsRules.Range($"{where}.GapMs", meter.GapMs ?? 0, 0, 5000),
                     BoxOptionsRules.Range($"{where}.UnitPauseMs", meter.UnitPauseMs ?? 0, 0, 5000),
                 }.OfType<string>().Concat(serial is null ? [] : Serial(serial, $"{where}.SerialLine")))
        {
            yield return mistake;
        }
    }

    /// <summary>Between meters: a line is one bus with one owner, and there is only one way to drive it.</summary>
    public static IEnumerable<string> Contradictions(IReadOnlyList<MeterOptions> meters)
    {
        var devices = meters.Select((meter, i) => (meter.SerialLine, Index: i)).Where(m => m.SerialLine is not null);
        foreach (var line in devices.GroupBy(m => m.SerialLine!.Device, StringComparer.Ordinal).Where(line => line.DistinctBy(m => m.SerialLine).Skip(1).Any()))
        {
            var other = line.First(m => m.SerialLine != line.First().SerialLine);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Meters[{other.Index}].SerialLine: {line.Key} is described otherwise than at Meters[{line.First().Index}]; all meters on one line need the same baud, parity, stopBits, echo and rs485.");
        }

        var ports = meters.Select((meter, i) => (Meter: meter, Index: i)).Where(m => m.Meter is { Host: not null, Port: not null });
        foreach (var port in ports.GroupBy(m => (m.Meter.Host!.ToUpperInvariant(), m.Meter.Port)).Where(port => port.DistinctBy(m => m.Meter.RtuOverTcp).Skip(1).Any()))
        {
            var other = port.First(m => m.Meter.RtuOverTcp != port.First().Meter.RtuOverTcp);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Meters[{other.Index}].RtuOverTcp: {other.Meter.Host}:{other.Meter.Port} speaks either RTU over TCP or Modbus TCP; Meters[{port.First().Index}] says otherwise.");
        }
    }

    static IEnumerable<string> Serial(SerialLineOptions line, string where)
    {
        if (!Path.IsPathRooted(line.Device))
        {
            yield return $"{where}.Device: '{line.Device}' is not a device file such as /dev/serial/by-id/usb-… or /dev/ttyUSB0.";
        }

        if (line.Parity is not ("none" or "even" or "odd"))
        {
            yield return $"{where}.Parity: '{line.Parity}' is neither none, even nor odd.";
        }

        if (line is { Echo: false, Rs485.ReceiveDuringSend: true })
        {
            yield return $"{where}.Echo: with rs485.receiveDuringSend what is sent comes back; set echo to true.";
        }

        foreach (var mistake in new[]
                 {
                     BoxOptionsRules.Range($"{where}.Baud", line.Baud, 300, 4_000_000),
                     BoxOptionsRules.Range($"{where}.StopBits", line.StopBits, 1, 2),
                     BoxOptionsRules.Range($"{where}.Rs485.DelayBeforeSendMs", line.Rs485?.DelayBeforeSendMs ?? 0, 0, 1000),
                     BoxOptionsRules.Range($"{where}.Rs485.DelayAfterSendMs", line.Rs485?.DelayAfterSendMs ?? 0, 0, 1000),
                 }.OfType<string>())
        {
            yield return mistake;
        }
    }
}

using System.CommandLine;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Probing;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;

namespace LocalEnergyMarket.Edge.Provisioning.Meters;

/// <summary><c>meters probe</c>: what is on a Modbus address or line, and how sure that is. Reads only; needs no configuration.</summary>
sealed class ProbeCommand
{
    const string MetersName = "meters";

    readonly Argument<string?> _where = new("where") { Description = "HOST or HOST:PORT / Adresse oder Adresse:Port", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> _serial = new("--serial") { Description = "A serial device instead, /dev/ttyUSB0 / stattdessen eine serielle Schnittstelle" };
    readonly Option<int> _baud = new("--baud") { Description = "Bits a second / Baudrate", DefaultValueFactory = _ => 9600 };
    readonly Option<string> _parity = new Option<string>("--parity") { Description = "none, even, odd", DefaultValueFactory = _ => "none" }.AcceptOnlyFromAmong("none", "even", "odd");
    readonly Option<int> _stopBits = new("--stop-bits") { Description = "1, 2", DefaultValueFactory = _ => 1 };
    readonly Option<bool> _rtu = new("--rtu") { Description = "The host is a serial server / die Adresse ist ein Seriell-Server" };
    readonly Option<string?> _units = new("--units") { Description = "Unit ids, 1-247 or 1,3,71; the usual if left out / Geräteadressen; sonst die üblichen" };
    readonly Option<int> _timeout = new("--timeout-ms") { Description = "For each answer / für jede Antwort", DefaultValueFactory = _ => 1000 };
    readonly Option<int> _pause = new("--pause-ms") { Description = "After each request / nach jeder Anfrage", DefaultValueFactory = _ => 100 };
    readonly Option<string?> _devices = new("--devices") { Description = "Folder with further device files / Ordner mit weiteren Gerätedateien" };

    /// <summary>Adds it to the command <c>meters</c>, which is made if there is none.</summary>
    public static RootCommand AddTo(RootCommand root, TextWriter output)
    {
        var meters = root.Subcommands.FirstOrDefault(c => c.Name == MetersName);
        if (meters is null)
        {
            meters = new(MetersName, "Finds meters / findet Zähler");
            root.Subcommands.Add(meters);
        }

        meters.Subcommands.Add(new ProbeCommand().Create(output));
        return root;
    }

    Command Create(TextWriter output)
    {
        var command = new Command("probe", "Finds out what is there and says how sure it is; only reads / findet heraus, was dort ist, und sagt, wie sicher; liest nur")
        {
            _where, _serial, _baud, _parity, _stopBits, _rtu, _units, _timeout, _pause, _devices,
        };
        command.SetAction(async (result, token) =>
        {
            var german = result.GetValue<string?>("--lang") is { } language ? language == "de" : System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de";
            var said = new ProbeOutput(output, result.GetValue<bool>("--json"), german);
            try
            {
                var units = UnitList.Parse(result.GetValue(_units)) ?? ProbeOptions.UsualUnits;
                var folder = result.GetValue(_devices);
                var options = new ProbeOptions { Units = units, Types = [.. DeviceCatalogue.Names(folder).Select(n => DeviceCatalogue.Find(n, folder))] };
                await using var master = Open(result, units);
                return said.Result(await new MeterProbe(master, options).RunAsync(said.Asking, token));
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                return said.Wrong(e.Message);
            }
        });
        return command;
    }

    IModbusMaster Open(ParseResult result, IReadOnlyList<byte> units)
    {
        var (timeout, pause) = (TimeSpan.FromMilliseconds(Math.Max(1, result.GetValue(_timeout))), TimeSpan.FromMilliseconds(Math.Max(0, result.GetValue(_pause))));
        if (result.GetValue(_serial) is { } device)
        {
            return ProbeLine.Serial(
                new()
                {
                    Device = device,
                    Baud = result.GetValue(_baud),
                    Parity = Enum.Parse<SerialParity>(result.GetValue(_parity)!, ignoreCase: true),
                    StopBits = result.GetValue(_stopBits),
                    ResponseTimeout = timeout,
                },
                units,
                pause);
        }

        var (host, port) = HostAndPort.Parse(result.GetValue(_where));
        return ProbeLine.Tcp(host, port, units, result.GetValue(_rtu), timeout, pause);
    }
}

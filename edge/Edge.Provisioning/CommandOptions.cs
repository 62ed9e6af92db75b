using System.CommandLine;
using LocalEnergyMarket.Edge.Provisioning.Exchange;
using LocalEnergyMarket.Edge.Provisioning.Steps;

namespace LocalEnergyMarket.Edge.Provisioning;

/// <summary>For the first configuration.</summary>
sealed class FirstOptions
{
    readonly Option<string[]> _backend = new("--backend") { Description = "https URL, may be given several times / https-Adresse, auch mehrmals", DefaultValueFactory = _ => [] };
    readonly Option<string?> _authority = new("--authority") { Description = "PEM file with the supplier's authority / PEM-Datei der Zertifizierungsstelle" };
    readonly Option<string?> _tpm = new("--tpm") { Description = "Device file, or host:port of a software TPM / Gerätedatei" };
    readonly Option<string?> _proxy = new("--proxy") { Description = "socks5://… or http://…" };

    readonly Option<string?> _ownerKey = new("--owner-key") { Description = "PEM file with the supplier's key for the TPM's owner password / Schlüssel des Versorgers" };

    public void AddTo(Command command)
    {
        command.Add(_ownerKey);
        command.Add(_backend);
        command.Add(_authority);
        command.Add(_tpm);
        command.Add(_proxy);
    }

    public FirstConfiguration Of(ParseResult result) => new(result.GetValue(_backend)!, result.GetValue(_authority), result.GetValue(_tpm), result.GetValue(_proxy), result.GetValue(_ownerKey));
}

/// <summary>Where the one-time code comes from.</summary>
sealed class CodeOptions
{
    readonly Option<string?> _code = new("--code") { Description = "The supplier's one-time code / Einmalcode vom Versorger" };
    readonly Option<string?> _file = new("--code-file") { Description = "File with it; '-': standard input, for scanners / Datei damit; '-': Standardeingabe" };
    readonly Option<string?> _image = new("--code-image") { Description = "Picture of its QR code (PNG, JPEG); needs zbarimg / Bild des QR-Codes" };

    public void AddTo(Command command)
    {
        command.Add(_code);
        command.Add(_file);
        command.Add(_image);
    }

    public CodeSource Of(ParseResult result) => new(result.GetValue(_code), result.GetValue(_file), result.GetValue(_image));
}

/// <summary>A meter; with a prefix for the one that comes in an exchange.</summary>
sealed class MeterCommandOptions(string prefix)
{
    readonly Option<string?> _serial = new($"--{prefix}serial") { Description = "Serial number on the plate / Zählernummer" };
    readonly Option<int?> _index = new($"--{prefix}index") { Description = "1 to 255; the next free one if left out / sonst der nächste freie" };
    readonly Option<string?> _type = new($"--{prefix}type") { Description = "Device type, see 'meters types' / Gerätetyp" };
    readonly Option<string?> _host = new($"--{prefix}host") { Description = "Address of a Modbus TCP device / Adresse" };
    readonly Option<int?> _port = new($"--{prefix}port") { Description = "TCP port / TCP-Port" };
    readonly Option<int?> _unit = new($"--{prefix}unit") { Description = "Modbus unit id / Geräteadresse am Modbus" };
    readonly Option<string?> _url = new($"--{prefix}url") { Description = "REST address of OpenEMS / REST-Adresse von OpenEMS" };
    readonly Option<string?> _component = new($"--{prefix}component") { Description = "Component of OpenEMS / Komponente in OpenEMS" };
    readonly Option<string?> _role = new Option<string?>($"--{prefix}role") { Description = "Of OpenEMS, SunSpec / von OpenEMS, SunSpec: grid, production, consumption" }.AcceptOnlyFromAmong("grid", "production", "consumption");
    readonly Option<int?> _poll = new($"--{prefix}poll-seconds") { Description = "Seconds between two readings / Sekunden zwischen zwei Lesungen" };

    readonly Option<string?> _line = new($"--{prefix}serial-line") { Description = "Serial device, for example /dev/ttyUSB0 / serielle Schnittstelle" };
    readonly Option<int?> _baud = new($"--{prefix}baud") { Description = "Of the serial line / der seriellen Schnittstelle" };
    readonly Option<string?> _parity = new Option<string?>($"--{prefix}parity") { Description = "none, even, odd" }.AcceptOnlyFromAmong("none", "even", "odd");
    readonly Option<int?> _stopBits = new($"--{prefix}stop-bits") { Description = "1, 2" };
    readonly Option<int?> _model = new($"--{prefix}model") { Description = "Of SunSpec: the model, for example 203; by the role if left out / Modell; sonst nach der Rolle" };
    readonly Option<bool> _inverted = new($"--{prefix}inverted") { Description = "Meter or transformers are mounted the other way round / verkehrt herum eingebaut" };
    readonly Option<bool> _rtu = new($"--{prefix}rtu-over-tcp") { Description = "The host is a serial server / die Adresse ist ein Seriell-Server" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_serial, _type, _host, _port, _unit, _url, _component, _role, _model, _inverted, _line, _baud, _parity, _stopBits, _rtu])
        {
            command.Add(option);
        }

        if (prefix.Length == 0)
        {
            command.Add(_index);
            command.Add(_poll);
        }
    }

    public MeterToAdd Of(ParseResult result) => new()
    {
        Serial = result.GetValue(_serial),
        Index = prefix.Length == 0 ? result.GetValue(_index) : null,
        Type = result.GetValue(_type),
        Host = result.GetValue(_host),
        Port = result.GetValue(_port),
        Unit = result.GetValue(_unit),
        Url = result.GetValue(_url),
        Component = result.GetValue(_component),
        Role = result.GetValue(_role),
        Model = result.GetValue(_model),
        Inverted = result.GetValue(_inverted),
        SerialLine = result.GetValue(_line),
        Baud = result.GetValue(_baud),
        Parity = result.GetValue(_parity),
        StopBits = result.GetValue(_stopBits),
        RtuOverTcp = result.GetValue(_rtu),
        PollSeconds = prefix.Length == 0 ? result.GetValue(_poll) : null,
    };
}

/// <summary>What was read off a meter's display.</summary>
sealed class TypedValueOptions(string which)
{
    readonly Option<long?> _import = new($"--{which}-import") { Description = "Wh read off the display, 1.8.0 / abgelesene Wh, Bezug" };
    readonly Option<long?> _export = new($"--{which}-export") { Description = "Wh read off the display, 2.8.0 / abgelesene Wh, Einspeisung" };

    public void AddTo(Command command)
    {
        command.Add(_import);
        command.Add(_export);
    }

    public MeterValues? Of(ParseResult result) => (result.GetValue(_import), result.GetValue(_export)) is (null, null) ? null : new(result.GetValue(_import), result.GetValue(_export), true);
}

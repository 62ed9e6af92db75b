using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Provisioning.Configuring;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>What is written of a meter into box.json.</summary>
static class MeterEntry
{
    static readonly string[] OpenEmsKeys = ["url", "component", "passwordFile"];
    static readonly string[] TcpKeys = ["host", "port", "rtuOverTcp"];

    /// <summary>Of a meter that is entered; what is missing is asked for.</summary>
    /// <returns>Name and value as JSON.</returns>
    public static IReadOnlyList<(string Name, string Json)> Of(Work work, MeterToAdd given, string type, string serial, int index) =>
    [
        ("serial", BoxFile.Quoted(serial)), ("index", Number(index)), ("type", BoxFile.Quoted(type)),
        .. Where(work, WithWhere(work, given, type)), .. Rest(given),
    ];

    /// <summary>Of a meter that takes another's place: what is not said stays as it was, but for what was the old device's own. A null takes the member away.</summary>
    public static IReadOnlyList<(string Name, string? Json)> Changes(Work work, MeterToAdd given, string serial)
    {
        var changes = new List<(string Name, string? Json)> { ("serial", BoxFile.Quoted(serial)), ("deviceSerial", null) };
        if (given.Type is { } type)
        {
            changes.AddRange([("type", BoxFile.Quoted(type)), ("words", null), ("model", null), ("instance", null)]);
        }

        if (given.SaysWhere)
        {
            string[] gone = given.Url is not null ? [.. TcpKeys, "serialLine", "unit"] : given.SerialLine is not null ? [.. OpenEmsKeys, .. TcpKeys] : [.. OpenEmsKeys, "serialLine"];
            changes.AddRange(gone.Select(name => (name, (string?)null)));
        }

        changes.AddRange(Where(work, given).Concat(Rest(given)).Select(member => (member.Name, (string?)member.Json)));
        return [.. changes.GroupBy(change => change.Name, StringComparer.Ordinal).Select(group => group.Last())];
    }

    static MeterToAdd WithWhere(Work work, MeterToAdd given, string type)
    {
        if (type == BoxOptionsRules.OpenEms)
        {
            return given with
            {
                Url = given.Url ?? work.Terminal.Ask("REST-Adresse von OpenEMS", "REST address of OpenEMS", "--url", "http://127.0.0.1:8084"),
                Component = given.Component ?? work.Terminal.Ask("Komponente", "Component", "--component", "meter0"),
            };
        }

        if (given.SaysWhere)
        {
            return given;
        }

        var where = work.Terminal.Ask("Adresse des Zählers, oder serielle Schnittstelle (/dev/…)", "The meter's address, or its serial device (/dev/…)", "--host, --serial-line");
        return where.StartsWith('/') ? given with { SerialLine = where } : given with { Host = where };
    }

    static IEnumerable<(string Name, string Json)> Where(Work work, MeterToAdd given)
    {
        if (given.Url is { } url)
        {
            yield return ("url", BoxFile.Quoted(url));
        }

        if (given.Component is { } component)
        {
            yield return ("component", BoxFile.Quoted(component));
        }

        if (given.SerialLine is { } device)
        {
            yield return ("serialLine", Line(work, given, device));
        }

        if (given.Host is { } host)
        {
            yield return ("host", BoxFile.Quoted(host));
        }

        if (given.Port is { } port)
        {
            yield return ("port", Number(port));
        }

        if (given.RtuOverTcp)
        {
            yield return ("rtuOverTcp", "true");
        }

        if (given.Unit is { } unit)
        {
            yield return ("unit", Number(unit));
        }
    }

    static IEnumerable<(string Name, string Json)> Rest(MeterToAdd given)
    {
        if (given.Role is { } role)
        {
            yield return ("role", BoxFile.Quoted(role));
        }

        if (given.Model is { } model)
        {
            yield return ("model", Number(model));
        }

        if (given.Inverted)
        {
            yield return ("inverted", "true");
        }

        if (given.PollSeconds is { } seconds)
        {
            yield return ("pollSeconds", Number(seconds));
        }
    }

    /// <summary>All meters on a line describe it alike: what another says of it is taken over, unless something is given.</summary>
    static string Line(Work work, MeterToAdd given, string device)
    {
        if ((given.Baud, given.Parity, given.StopBits) is (null, null, null) && BoxFile.SerialLine(work.Config, device) is { } there)
        {
            return there;
        }

        var baud = given.Baud is { } rate ? $", \"baud\": {Number(rate)}" : "";
        var parity = given.Parity is { } bit ? $", \"parity\": {BoxFile.Quoted(bit)}" : "";
        var stopBits = given.StopBits is { } bits ? $", \"stopBits\": {Number(bits)}" : "";
        return $"{{ \"device\": {BoxFile.Quoted(device)}{baud}{parity}{stopBits} }}";
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

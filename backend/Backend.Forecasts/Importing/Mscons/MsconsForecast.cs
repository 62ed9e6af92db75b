using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Mscons;

/// <summary>
/// Reads load profiles in MSCONS (EDI@Energy, any version): quarter-hour energies in kWh by location (LOC+172) and OBIS code (PIA+5). Strict:
/// what is counted must agree, what is not understood refuses the file. Reactive energy and totals are counted and left out.
/// </summary>
sealed partial class MsconsForecast
{
    static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "BGM", "DTM", "RFF", "NAD", "CTA", "COM", "UNS", "LOC", "CCI", "CAV", "LIN", "PIA", "QTY", "STS",
    };

    readonly string _document;
    readonly SupplierFormat _format;
    readonly DecimalSign _sign;
    readonly Problems _problems = new();
    readonly SlotCheck _check;
    EdifactSegment? _message;
    EdifactSegment? _quantity;
    string? _unit;
    Direction? _direction;
    bool _leftOut;
    DateTimeOffset? _from;
    DateTimeOffset? _to;
    (DateTimeOffset? From, DateTimeOffset? To) _period;
    long _missing;

    MsconsForecast(string document, SupplierFormat format, DecimalSign sign, IReadOnlyDictionary<string, Watts> powers) =>
        (_document, _format, _sign, _check) = (document, format, sign, new(format, powers, _problems));

    public static bool Is(string start) => start.StartsWith("UNA", StringComparison.Ordinal) || start.StartsWith("UNB+", StringComparison.Ordinal);

    /// <exception cref="ForecastException">Something is wrong; nothing may be taken.</exception>
    public static FileValues Read(string text, string document, SupplierFormat format, IReadOnlyDictionary<string, Watts> powers)
    {
        var mscons = new MsconsForecast(document, format, EdifactText.SignOf(text), powers);
        var segments = EdifactText.Read(text, mscons._problems);
        mscons._problems.Throw(document);
        return mscons.Read(segments);
    }

    FileValues Read(IReadOnlyList<EdifactSegment> segments)
    {
        CheckFrame(segments);
        foreach (var segment in segments.Skip(1).SkipLast(1))
        {
            if (_problems.Enough)
            {
                break;
            }

            Take(segment);
        }

        EndQuantity();
        if (_message is not null)
        {
            Wrong(_message, "has no UNT", "hat kein UNT");
        }

        _check.CheckDays(FileZone.Berlin);
        if (_check.Values.Count == 0 && _problems.None)
        {
            _problems.Add(0, "the file has no values", "die Datei hat keine Werte");
        }

        _problems.Throw(_document);
        return new(_check.Values, ForecastKind.History, _missing);
    }

    void CheckFrame(IReadOnlyList<EdifactSegment> segments)
    {
        if (segments.Count < 2 || segments[0].Tag != "UNB" || segments[^1].Tag != "UNZ")
        {
            _problems.Fail(_document, 1, "the file must begin with UNB and end with UNZ: it is cut off, or no EDIFACT", "die Datei muss mit UNB beginnen und mit UNZ enden: sie ist abgeschnitten oder kein EDIFACT");
        }

        var messages = segments.Count(segment => segment.Tag == "UNH");
        if (segments[^1][1] != Text(messages) || segments[^1][2] != segments[0][5])
        {
            Wrong(
                segments[^1], $"says {segments[^1][1]} messages of {segments[^1][2]}, the file has {messages} of {segments[0][5]}",
                $"nennt {segments[^1][1]} Nachrichten von {segments[^1][2]}, die Datei hat {messages} von {segments[0][5]}");
        }
    }

    void Take(EdifactSegment segment)
    {
        if (segment.Tag is not ("DTM" or "STS"))
        {
            EndQuantity();
        }

        switch (segment.Tag)
        {
            case "UNH":
                Begin(segment);
                break;
            case "UNT":
                End(segment);
                break;
            case var _ when _message is null || !Known.Contains(segment.Tag):
                Wrong(segment, "is not expected here in MSCONS", "wird hier in MSCONS nicht erwartet");
                break;
            case "BGM" when segment[3] is not ("9" or ""):
                Wrong(segment, $"has the function {segment[3]}; only 9 (original) can be taken", $"hat die Funktion {segment[3]}; nur 9 (Original) kann übernommen werden");
                break;
            case "LOC" when segment[1] == "172":
                Locate(segment);
                break;
            case "PIA" when segment[1] == "5":
                Identify(segment);
                break;
            case "QTY":
                (_quantity, _from, _to) = (segment, null, null);
                break;
            case "DTM" when segment[1] is "163" or "164":
                Date(segment);
                break;
        }
    }

    void Begin(EdifactSegment segment)
    {
        if (_message is not null || segment[2] != "MSCONS")
        {
            Wrong(segment, $"begins a message {segment[2]} where only MSCONS after UNT can be", $"beginnt eine Nachricht {segment[2]}, wo nur MSCONS nach UNT stehen kann");
        }

        (_message, _unit, _direction, _leftOut, _period) = (segment, null, null, false, default);
    }

    void End(EdifactSegment segment)
    {
        if (_message is not { } begin || segment[1] != Text(segment.Number - begin.Number + 1) || segment[2] != begin[1])
        {
            Wrong(segment, "does not fit its UNH: number of segments or reference differ", "passt nicht zu seinem UNH: Anzahl der Segmente oder Referenz weichen ab");
        }

        _message = null;
    }

    void Locate(EdifactSegment segment)
    {
        (_direction, _leftOut, _period) = (null, false, default);
        _unit = UnitName.Resolve(segment[2], _format);
        if (_unit is null)
        {
            Wrong(segment, $"names {segment[2]}, which is not among the Units of {_format.Source}: add it there", $"nennt {segment[2]}, das nicht in Units von {_format.Source} steht: dort eintragen");
        }
    }

    void Identify(EdifactSegment segment)
    {
        var obis = ObisForm.Match(segment[2]);
        (_direction, _leftOut) = (null, false);
        if (!obis.Success)
        {
            Wrong(segment, $"'{segment[2]}' is no OBIS code of a load profile such as 1-1:1.29.0", $"'{segment[2]}' ist keine OBIS-Kennzahl eines Lastgangs wie 1-1:1.29.0");
        }
        else if (obis.Groups["what"].Value is "1" or "2")
        {
            _direction = obis.Groups["what"].Value == "1" ? Direction.Consumption : Direction.Production;
        }
        else
        {
            _leftOut = true;
        }
    }

    void Date(EdifactSegment segment)
    {
        if (MsconsTime.Parse(segment[1, 2], segment[1, 3], _format.Zone) is not { } instant)
        {
            Wrong(
                segment, $"'{segment[1, 2]}' in format {segment[1, 3]} is no instant with its zone (303), or the supplier has no Zone set (203)",
                $"'{segment[1, 2]}' im Format {segment[1, 3]} ist kein Zeitpunkt mit Zone (303), oder für den Lieferanten ist keine Zone gesetzt (203)");
            return;
        }

        var isFrom = segment[1] == "163";
        if (_quantity is null)
        {
            _period = isFrom ? (instant, _period.To) : (_period.From, instant);
        }
        else
        {
            _from = isFrom ? instant : _from;
            _to = isFrom ? _to : instant;
        }
    }

    void EndQuantity()
    {
        if (_quantity is not { } quantity)
        {
            return;
        }

        _quantity = null;
        if (_leftOut || quantity[1] == "79")
        {
            _missing++;
        }
        else if (StatusOf(quantity) is { } status && Slot(quantity) is { } timeslot && Energy(quantity) is { } energy && _unit is not null)
        {
            if (_direction is null)
            {
                Wrong(quantity, "stands before PIA+5: which register it is, is not said", "steht vor PIA+5: welches Register es ist, ist nicht gesagt");
                return;
            }

            _check.Add(new(_unit, timeslot, _direction.Value, energy) { Status = status }, quantity.Line);
        }
    }

    ValueStatus? StatusOf(EdifactSegment quantity)
    {
        ValueStatus? status = quantity[1] switch { "220" => ValueStatus.Plain, "67" => ValueStatus.Substitute, "Z18" => ValueStatus.Preliminary, _ => null };
        if (status is null)
        {
            Wrong(quantity, $"has the qualifier '{quantity[1]}': only 220, 67, Z18 and 79 are read", $"hat den Qualifier '{quantity[1]}': nur 220, 67, Z18 und 79 werden gelesen");
        }

        return status;
    }

    Timeslot? Slot(EdifactSegment quantity)
    {
        if (_from is not { } from || _to != from + Timeslot.Length || from.ToUnixTimeSeconds() % Timeslot.Seconds != 0)
        {
            Wrong(quantity, "is of no quarter hour: DTM+163 and DTM+164 must be its start and end", "gehört zu keiner Viertelstunde: DTM+163 und DTM+164 müssen ihr Anfang und Ende sein");
            return null;
        }

        if (from < _period.From || _to > _period.To)
        {
            Wrong(quantity, "lies outside the period of its location", "liegt außerhalb des Zeitraums seiner Lokation");
            return null;
        }

        return new(from.ToUnixTimeSeconds());
    }

    WattHours? Energy(EdifactSegment quantity)
    {
        if (quantity[1, 3] is not ("" or "KWH"))
        {
            Wrong(quantity, $"is in {quantity[1, 3]}: only KWH is read", $"ist in {quantity[1, 3]}: nur KWH wird gelesen");
            return null;
        }

        if (Csv.NumberText.Parse(quantity[1, 2], _sign) is not { } number)
        {
            Wrong(quantity, $"'{quantity[1, 2]}' is not an amount such as 0.625 (not negative)", $"'{quantity[1, 2]}' ist keine Menge wie 0.625 (nicht negativ)");
            return null;
        }

        var (energy, wrong) = EnergyText.Of(number, Measure.KWh, _format.Round);
        if (wrong is not { } known)
        {
            return energy;
        }

        Wrong(quantity, $"'{quantity[1, 2]}' {known.English}", $"'{quantity[1, 2]}' {known.German}");
        return null;
    }

    static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    void Wrong(EdifactSegment segment, string english, string german) =>
        _problems.Add(segment.Line, $"segment {segment.Number} ({segment.Tag}) {english}", $"Segment {segment.Number} ({segment.Tag}) {german}");

    [GeneratedRegex("^1-[0-9]{1,2}:(?<what>[1-8])\\.29\\.[0-9]{1,2}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex ObisForm { get; }
}

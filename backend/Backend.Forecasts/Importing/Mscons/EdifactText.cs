using System.Text;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Mscons;

/// <summary>Takes EDIFACT apart (ISO 9735, syntax 3): the service string UNA, segments, elements, components, release characters.</summary>
sealed class EdifactText
{
    const string DefaultSigns = ":+.? '";

    readonly string _signs;
    readonly string _text;
    readonly Problems _problems;
    int _at;
    int _line = 1;
    int _number;

    EdifactText(string text, Problems problems)
    {
        (_text, _problems) = (text, problems);
        var hasSigns = text.StartsWith("UNA", StringComparison.Ordinal) && text.Length >= 9;
        (_signs, _at) = hasSigns ? (text[3..9], 9) : (DefaultSigns, 0);
    }

    char Component => _signs[0];

    char Element => _signs[1];

    char Release => _signs[3];

    char Terminator => _signs[5];

    /// <summary>The decimal sign that the file names: a point or a comma.</summary>
    public static DecimalSign SignOf(string text) => text.StartsWith("UNA", StringComparison.Ordinal) && text.Length >= 9 && text[5] == ',' ? DecimalSign.Comma : DecimalSign.Point;

    /// <summary>All segments; empty, with a problem told, if the text is cut off or its signs are not distinct.</summary>
    public static IReadOnlyList<EdifactSegment> Read(string text, Problems problems)
    {
        var reader = new EdifactText(text, problems);
        if (new[] { reader.Component, reader.Element, reader.Release, reader.Terminator }.Distinct().Count() < 4)
        {
            problems.Add(1, "UNA names one sign for two purposes", "UNA nennt ein Zeichen für zwei Zwecke");
            return [];
        }

        var segments = new List<EdifactSegment>();
        while (reader.Next() is { } segment)
        {
            segments.Add(segment);
        }

        return segments;
    }

    EdifactSegment? Next()
    {
        for (; _at < _text.Length && _text[_at] is '\r' or '\n' or ' '; _at++)
        {
            _line += _text[_at] == '\n' ? 1 : 0;
        }

        if (_at >= _text.Length)
        {
            return null;
        }

        var (line, elements, components, value) = (_line, new List<string[]>(), new List<string>(), new StringBuilder());
        for (; _at < _text.Length; _at++)
        {
            var sign = _text[_at];
            if (sign == Release && _at + 1 < _text.Length)
            {
                value.Append(_text[++_at]);
            }
            else if (sign == Component || sign == Element || sign == Terminator)
            {
                components.Add(value.ToString());
                value.Clear();
                if (sign != Component)
                {
                    elements.Add([.. components]);
                    components.Clear();
                }

                if (sign == Terminator)
                {
                    _at++;
                    return new(elements[0][0], [.. elements.Skip(1)], ++_number, line);
                }
            }
            else if (sign is '\r' or '\n')
            {
                _line += sign == '\n' ? 1 : 0;
            }
            else
            {
                value.Append(sign);
            }
        }

        _problems.Add(line, $"segment {_number + 1} has no end: the file is cut off", $"Segment {_number + 1} hat kein Ende: die Datei ist abgeschnitten");
        return null;
    }
}

using System.Globalization;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>What is wrong in a file, where, and what to do, in the two languages of those who send such files.</summary>
/// <param name="Line">The line, from 1; 0: the file as a whole.</param>
public sealed record Problem(long Line, string EnglishText, string GermanText)
{
    public string English => Line == 0 ? EnglishText : string.Create(CultureInfo.InvariantCulture, $"line {Line}: {EnglishText}");

    public string German => Line == 0 ? GermanText : string.Create(CultureInfo.InvariantCulture, $"Zeile {Line}: {GermanText}");
}

/// <summary>The problems of a file, until there are enough.</summary>
sealed class Problems
{
    public const int Most = 20;

    readonly List<Problem> _list = [];

    public bool None => _list.Count == 0;

    public bool Enough => _list.Count >= Most;

    public void Add(long line, string english, string german)
    {
        if (!Enough)
        {
            _list.Add(new(line, english, german));
        }
    }

    /// <exception cref="ForecastException">There are some.</exception>
    public void Throw(string document)
    {
        if (_list.Count > 0)
        {
            throw new ForecastException(document, [.. _list.OrderBy(problem => problem.Line)]);
        }
    }

    /// <exception cref="ForecastException">Always: with this problem nothing more can be read.</exception>
    public void Fail(string document, long line, string english, string german)
    {
        Add(line, english, german);
        Throw(document);
    }
}

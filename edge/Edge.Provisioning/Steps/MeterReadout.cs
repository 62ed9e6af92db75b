using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Reads a meter once and says what it shows, with a hint which way the power goes.</summary>
static class MeterReadout
{
    /// <summary>A meter that has not answered by then is silent.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A meter may be busy with another master, or a frame be lost on the bus.</summary>
    const int Attempts = 2;

    /// <summary>Below this a direction says nothing, W.</summary>
    const long Idle = 20;

    /// <summary>Published, the program has no cultures of the system.</summary>
    static readonly NumberFormatInfo German = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    /// <exception cref="ProblemException">It could not be read.</exception>
    public static async Task<IReadOnlyList<MeterValue>> ReadAsync(PolledMeter meter, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        ProblemException? first = null;
        for (var attempt = 1; attempt <= Attempts && !limit.IsCancellationRequested; attempt++)
        {
            try
            {
                return await OnceAsync(meter, limit.Token, cancellationToken);
            }
            catch (ProblemException e) when (e.Id is ProblemId.UnitWrong or ProblemId.MeterSilent)
            {
                // The second time it may only say that it rests.
                first ??= e;
            }
        }

        throw first ?? new ProblemException(ProblemId.MeterSilent, meter.Serial);
    }

    static async Task<IReadOnlyList<MeterValue>> OnceAsync(PolledMeter meter, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            var values = await meter.Meter.ReadAsync(limit);
            return values.All(value => value.Quality == MeterQuality.Missing)
                ? throw new ProblemException(ProblemId.TypeWrong, "every value is missing")
                : values;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(ProblemId.MeterSilent, string.Create(CultureInfo.InvariantCulture, $"{Patience.TotalSeconds:0} s"));
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            throw Diagnosis.Of(e);
        }
    }

    public static string Title(Work work, PolledMeter meter) => string.Create(CultureInfo.InvariantCulture, $"{work.Say("Zähler", "Meter")} {meter.Index} ({meter.Serial})");

    public static string Text(Language language, IReadOnlyList<MeterValue> values) => string.Join(", ", values.Select(value => Text(language, value)));

    public static string Text(Language language, MeterValue value)
    {
        var culture = language == Language.German ? German : CultureInfo.InvariantCulture.NumberFormat;
        var number = value.Quality == MeterQuality.Missing ? "–" : value.Register == MeterRegister.PowerW
            ? value.Value.ToString("N0", culture) + " W"
            : (value.Value / 1000m).ToString("N3", culture) + " kWh";
        return $"{Name(language, value.Register)} {number}";
    }

    public static string Name(Language language, MeterRegister register) => register switch
    {
        MeterRegister.EnergyImportWh => language.Say("Bezug (1.8.0)", "import (1.8.0)"),
        MeterRegister.EnergyExportWh => language.Say("Einspeisung (2.8.0)", "export (2.8.0)"),
        _ => language.Say("Leistung", "power"),
    };

    /// <summary>What the sign of the power means here, so that swapped wires are seen at once; null if there is no power to judge by.</summary>
    public static string? Hint(Language language, IReadOnlyList<MeterValue> values) =>
        values.Where(value => value.Register == MeterRegister.PowerW && value.Quality != MeterQuality.Missing).Select(value => (long?)value.Value).FirstOrDefault() switch
        {
            null => null,
            > Idle => language.Say(
                "gerade wird eingespeist oder erzeugt; ist das falsch, sind Zähler oder Stromwandler verkehrt herum angeschlossen",
                "energy is being fed in or produced now; if that is wrong, the meter or its transformers are connected the wrong way round"),
            < -Idle => language.Say(
                "gerade wird bezogen oder verbraucht; ist das falsch, sind Zähler oder Stromwandler verkehrt herum angeschlossen",
                "energy is being drawn or consumed now; if that is wrong, the meter or its transformers are connected the wrong way round"),
            _ => language.Say("gerade fließt fast nichts; zum Prüfen der Richtung einen Verbraucher einschalten", "hardly anything flows now; switch on a load to see the direction"),
        };

    public static string? Direction(IReadOnlyList<MeterValue> values) =>
        values.Where(value => value.Register == MeterRegister.PowerW && value.Quality != MeterQuality.Missing).Select(value => (long?)value.Value).FirstOrDefault() switch
        {
            null => null,
            > Idle => "export",
            < -Idle => "import",
            _ => "none",
        };

    public static JsonObject Data(PolledMeter meter, IReadOnlyList<MeterValue> values)
    {
        var data = Data(meter);
        foreach (var value in values)
        {
            data[Key(value.Register)] = value.Quality == MeterQuality.Missing ? null : value.Value;
        }

        data["direction"] = Direction(values);
        return data;
    }

    public static JsonObject Data(PolledMeter meter) => new() { ["serial"] = meter.Serial, ["index"] = meter.Index };

    public static string Key(MeterRegister register) => register switch
    {
        MeterRegister.EnergyImportWh => "importWh",
        MeterRegister.EnergyExportWh => "exportWh",
        _ => "powerW",
    };
}

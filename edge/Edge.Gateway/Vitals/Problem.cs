using System.Globalization;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Vitals;

/// <summary>Something that somebody should look after, in English and German: what it is, and what to do.</summary>
/// <param name="Personal">Names something of the customer, such as a meter.</param>
public sealed record Problem(string English, string German, bool Personal = false)
{
    public string In(bool german) => german ? German : English;
}

/// <summary>What is worth a person's attention in a report.</summary>
static class Problems
{
    const ulong NothingAcknowledged = 0;

    /// <summary>A backend that is away for a moment is nobody's work.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static IEnumerable<Problem> Of(BoxReport box) => Enrolment(box).Concat(Link(box)).Concat(box.Parts.SelectMany(Part)).Concat(box.Meters.SelectMany(Meter)).Concat(Journal(box));

    static IEnumerable<Problem> Enrolment(BoxReport box)
    {
        if (box.BoxId.Length == 0)
        {
            yield return new(
                "The box is not enrolled: run 'lem-provision enroll' with the code of the supplier.", "Die Box ist nicht angemeldet: „lem-provision enroll“ mit dem Code des Versorgers ausführen.");
        }
    }

    static IEnumerable<Problem> Link(BoxReport box)
    {
        if (box.BoxId.Length > 0 && !box.Link.Connected && (box.Time - box.Link.Since > Patience || box.Link.AcknowledgedSequence == NothingAcknowledged))
        {
            yield return new(
                $"No stream to the backend {box.Link.Backend}: {box.Link.Failure}. Check the network, the proxy and the address.",
                $"Keine Verbindung zum Backend {box.Link.Backend}: {box.Link.Failure}. Netz, Proxy und Adresse prüfen.");
        }
    }

    static IEnumerable<Problem> Part(PartReport part)
    {
        if (!part.Well)
        {
            yield return new($"{part.Part}: {part.Detail}", $"{part.PartGerman}: {part.DetailGerman}");
        }
    }

    static IEnumerable<Problem> Meter(MeterReport meter)
    {
        if (meter.Failure.Length > 0)
        {
            yield return new(
                $"Meter {meter.Index} ({meter.Serial}) does not answer: {meter.Failure}. Check its cable, address and settings.",
                $"Zähler {meter.Index} ({meter.Serial}) antwortet nicht: {meter.Failure}. Kabel, Adresse und Einstellungen prüfen.",
                Personal: true);
        }
        else if (meter.Values.FirstOrDefault(v => v.Quality is Quality.CounterBack or Quality.ClockUnsure or Quality.Stale) is { } doubtful)
        {
            yield return new(
                $"Meter {meter.Index} ({meter.Serial}) gives values of doubtful quality ({doubtful.Quality}).",
                $"Zähler {meter.Index} ({meter.Serial}) liefert Werte zweifelhafter Güte ({doubtful.Quality}).",
                Personal: true);
        }
    }

    static IEnumerable<Problem> Journal(BoxReport box)
    {
        if (box.Journal is { RefusedBatches: > 0 } journal)
        {
            var count = journal.RefusedBatches.ToString(CultureInfo.InvariantCulture);
            yield return new($"The backend has put {count} batches aside: its operator has to look at them.", $"Das Backend hat {count} Stapel beiseitegelegt: sein Betreiber muss sie ansehen.");
        }

        if (box.Journal is { Gaps: > 0 } full)
        {
            var count = full.Gaps.ToString(CultureInfo.InvariantCulture);
            yield return new($"The journal was full: {count} readings were given up since the start.", $"Das Journal war voll: {count} Messwerte wurden seit dem Start aufgegeben.");
        }
        else if (box.Journal is { MostBytes: > 0 } bounded && bounded.Bytes > bounded.MostBytes / 10 * 9)
        {
            yield return new("The journal is nearly full: bring the box to its backend.", "Das Journal ist fast voll: die Box mit dem Backend verbinden.");
        }
    }
}

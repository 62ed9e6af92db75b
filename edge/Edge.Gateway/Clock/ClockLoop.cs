using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Vitals;

namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>Looks at the clock between the polls as well, so that a step is found when it happens, and says how clock and journal are.</summary>
public sealed class ClockLoop(ReadingWriter writer, ClockWatch clock, BoxJournal journal, TimeProvider real, BoxVitals? vitals = null)
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await writer.LookAtClockAsync();
            }
            catch (JournalUnavailableException)
            {
                // It is kept, and written with the next readings.
            }

            vitals?.Report(Part(clock.State));
            vitals?.Report(Part(journal.State()));
            await Task.Delay(Period, real, cancellationToken);
        }
    }

    static PartReport Part(ClockState state) => state.IsSure
        ? new("clock", true, "It is believed.", "Ihr wird geglaubt.")
        : state.IsSynchronised is false or null && state.LastStep is null
            ? new(
                "clock", false, "No time service answers for it: readings are marked.",
                "Kein Zeitdienst steht für sie ein: Messwerte werden gekennzeichnet.")
            : new(
                "clock", false, "It was set a short while ago, or no time service answers for it: readings are marked.",
                "Sie wurde vor kurzem gestellt, oder kein Zeitdienst steht für sie ein: Messwerte werden gekennzeichnet.");

    static PartReport Part(JournalState state) => state.Problem is { } problem
        ? new("journal", false, problem, "Das Journal kann nicht geschrieben werden oder nicht wachsen (Datenträger voll oder defekt): Platz schaffen. Geschriebenes ist nicht verloren.")
        : new("journal", true, "It can be written.", "Es kann geschrieben werden.");
}

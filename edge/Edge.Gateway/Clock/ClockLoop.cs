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

            vitals?.Report(ClockReport.Of(clock.State));
            vitals?.Report(Part(journal.State()));
            await Task.Delay(Period, real, cancellationToken);
        }
    }

    static PartReport Part(JournalState state) => state.Problem is { } problem
        ? new("journal", false, problem, "Das Journal kann nicht geschrieben werden oder nicht wachsen (Datenträger voll oder defekt): Platz schaffen. Geschriebenes ist nicht verloren.")
        : new("journal", true, "It can be written.", "Es kann geschrieben werden.");
}

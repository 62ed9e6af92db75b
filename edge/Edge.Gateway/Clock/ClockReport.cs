using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Vitals;

namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>What is said of the clock where the box is shown.</summary>
static class ClockReport
{
    public static PartReport Of(ClockState clock)
    {
        var (english, german) = (clock.IsSure, clock.IsSynchronised) switch
        {
            (true, true) => ("A time service keeps it right.", "Ein Zeitdienst hält sie richtig."),
            (true, _) => ("It is believed.", "Ihr wird geglaubt."),
            (false, true) => ("It was set a moment ago: readings are marked until it has stayed right for a minute.", "Sie wurde eben gestellt: Messwerte werden gekennzeichnet, bis sie eine Minute lang richtig geblieben ist."),
            (false, null) when clock.LastStep is not null => (
                "It was set a moment ago, or nobody can say whether it is kept right: readings are marked.",
                "Sie wurde eben gestellt, oder niemand kann sagen, ob sie richtig gehalten wird: Messwerte werden gekennzeichnet."),
            (false, null) => (
                "The kernel does not say whether it is kept right: readings are marked. The unit must allow adjtimex; if the clock is kept right in another way, set trustClock.",
                "Der Kernel sagt nicht, ob sie richtig gehalten wird: Messwerte werden gekennzeichnet. Die Unit muss adjtimex erlauben; wird sie auf andere Weise richtig gehalten, trustClock setzen."),
            _ => (
                "No time service answers for it: readings are marked. Set one up; if the clock is kept right in another way, set trustClock.",
                "Kein Zeitdienst steht für sie ein: Messwerte werden gekennzeichnet. Einen einrichten; wird sie auf andere Weise richtig gehalten, trustClock setzen."),
        };
        if (clock is { LastStep: { } step, LastStepAt: { } at })
        {
            var by = step.TotalSeconds.ToString("+0.0;-0.0", CultureInfo.InvariantCulture);
            var when = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
            english += string.Create(CultureInfo.InvariantCulture, $" Set {clock.Steps} times since the start, last by {by} s at {when}.");
            german += string.Create(CultureInfo.InvariantCulture, $" Seit dem Start {clock.Steps}-mal gestellt, zuletzt um {by} s am {when}.");
        }

        return new("clock", clock.IsSure, english, german, LampSign.NoLink);
    }
}

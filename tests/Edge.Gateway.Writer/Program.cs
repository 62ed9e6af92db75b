using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Protos.V1;

// Appends readings numbered by their value to the journal, and says so after each append, until it is killed.
using var journal = BoxJournal.Open(args[0]);
for (var value = long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture); ; value++)
{
    journal.Append([new("1KILL0000000001", 1, Register.PowerW, DateTimeOffset.UnixEpoch.AddSeconds(value), value, Quality.Good)]);
    Console.WriteLine(value);
}

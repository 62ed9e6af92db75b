using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

// FILE FIRST [BYTES AT-A-TIME]: appends readings numbered by their value to the journal, some at a time, and says the last after each append, until it is killed.
using var journal = BoxJournal.Open(args[0], args.Length > 2 ? new(Number(2)) : null);
var count = args.Length > 3 ? (int)Number(3) : 1;
for (var value = Number(1); ; value += count)
{
    journal.Append([.. Enumerable.Range(0, count).Select(i => new Reading(
        "1KILL0000000001", 1, Register.PowerW, DateTimeOffset.UnixEpoch.AddSeconds(value + i), value + i, Quality.Good))]);
    Console.WriteLine(value + count - 1);
}

long Number(int at) => long.Parse(args[at], CultureInfo.InvariantCulture);

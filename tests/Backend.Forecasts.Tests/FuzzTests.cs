using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class FuzzTests(ForecastCluster cluster)
{
    static readonly string[] Samples = ["prognose-2026-03-29-utc.csv", "prognose-2026-03-29-lokal.csv", "prognose-2026-03-29-ohne-zone.csv", "lastgang-2026-06-15.mscons.txt"];

    static readonly SupplierFormat[] Formats =
    [
        new(),
        new() { Zone = FileZone.Berlin, UnitNumber = Files.Unit, Units = Files.Ids, Direction = Direction.Production, WholeDays = true },
        new() { Zone = FileZone.Utc, UnitNumber = Files.Unit, Units = Files.Ids, Stamp = StampEdge.End, Decimals = DecimalSign.Comma, Measure = Measure.MW, Round = true },
    ];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A file whose bytes are changed, cut out or doubled is read or refused; nothing else ever happens.</summary>
    [Fact]
    public void Whatever_a_file_holds_it_is_read_or_refused()
    {
        var samples = Samples.Select(name => File.ReadAllBytes(Files.Sample(name))).ToArray();
        var changes = Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, 3000).SelectMany(at => Gen.Choose(0, 255).Select(to => (kind, at, to)))).ArrayOf();
        var cases = Gen.Choose(0, samples.Length - 1).SelectMany(sample => Gen.Choose(0, Formats.Length - 1).SelectMany(format => changes.Select(change => (sample, format, change))));
        Prop.ForAll(cases.ToArbitrary(), made =>
        {
            var bytes = samples[made.sample].Take(3000).ToList();
            foreach (var (kind, at, to) in made.change.Where(_ => bytes.Count > 0))
            {
                var place = at % bytes.Count;
                switch (kind)
                {
                    case 0:
                        bytes[place] = (byte)to;
                        break;
                    case 1:
                        bytes.RemoveRange(place, Math.Min(to, bytes.Count - place));
                        break;
                    case 2:
                        bytes.InsertRange(place, bytes.GetRange(place, Math.Min(to, bytes.Count - place)));
                        break;
                    default:
                        bytes[place] = (byte)"0123456789;,.:'+?\"-\n\tTZ"[to % 23];
                        break;
                }
            }

            return IsReadOrRefused([.. bytes], Formats[made.format]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Bytes_of_chance_are_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsReadOrRefused(bytes, Formats[1])).QuickCheckThrowOnFailure();

    /// <summary>Written in any form, imported, and asked for: the same values.</summary>
    [Fact]
    public async Task What_is_written_is_what_is_believed_afterwards()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        var import = new ForecastImport(database.Beliefs, new NoPowers(), TimeProvider.System);
        var unit = 0;
        var days = Gen.Elements(new DateOnly(2026, 3, 29), new DateOnly(2026, 6, 15), new DateOnly(2026, 10, 25), new DateOnly(2026, 12, 31));
        var cases = days.SelectMany(day => Gen.Choose(0, 2).SelectMany(form => Gen.Choose(0, 2_000_000).ArrayOf(100).Select(values => (day, form, values)))).Sample(12);
        foreach (var (day, form, values) in cases)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"SEE9{++unit:00000000000}");
            var first = Timeslot.Containing(FileZone.Berlin.MidnightOf(day));
            var slots = Enumerable.Range(0, FileZone.Berlin.SlotsOf(day)).Select(first.Plus).ToArray();
            var format = new SupplierFormat { Zone = form == 0 ? null : FileZone.Berlin, UnitNumber = number, Direction = Direction.Production, Stamp = form == 2 ? StampEdge.End : null, WholeDays = true };
            var file = new MemoryStream(Encoding.UTF8.GetBytes(Write(form, number, slots, values)));
            var taken = await import.RunAsync(file, "day.csv", format, Cancellation);
            var again = await import.RunAsync(file, "day.csv", format, Cancellation);
            Assert.Equal((false, true, taken.Set.SetId), (taken.Set.WasThere, again.Set.WasThere, again.Set.SetId));
            var believed = await database.Beliefs.AsOfAsync(new([number], slots[0], slots[^1].Next), taken.Set.BelievedAt, Cancellation).ToListAsync(Cancellation);
            Assert.Equal(slots.Zip(values), believed.Select(belief => (belief.Timeslot, (int)belief.Energy.Value)));
        }
    }

    static string Write(int form, string unit, Timeslot[] slots, int[] values)
    {
        var text = new StringBuilder(form switch { 0 => "start_utc;end_utc;mastr;direction;kwh\r\n", 1 => "Datum von;Datum bis;Energiemenge in kWh\r\n", _ => "Datum;Uhrzeit;Menge (Wh)\r\n" });
        foreach (var (slot, value) in slots.Zip(values))
        {
            var (start, end) = (FileZone.Berlin.Wall(slot.Start), FileZone.Berlin.Wall(slot.End));
            var kilowattHours = FixedPoint.Format(value, 3);
            text.Append(form switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"{slot.Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{slot.End.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{unit};generation;{kilowattHours}\r\n"),
                1 => string.Create(CultureInfo.InvariantCulture, $"{start:dd.MM.yyyy HH:mm};{end:dd.MM.yyyy HH:mm};{kilowattHours.Replace('.', ',')}\r\n"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{end:dd.MM.yyyy};{end:HH:mm};{value}\r\n"),
            });
        }

        return text.ToString();
    }

    static bool IsReadOrRefused(byte[] bytes, SupplierFormat format)
    {
        try
        {
            return ForecastFile.ReadAsync(new MemoryStream(bytes), "fuzz", format, new Dictionary<string, Watts>(StringComparer.Ordinal), Cancellation).GetAwaiter().GetResult().Values.Count > 0;
        }
        catch (ForecastException refused)
        {
            return refused.Problems.Count is > 0 and <= 20;
        }
    }
}

sealed class NoPowers : IUnitPowers
{
    public Task<IReadOnlyDictionary<string, Watts>> OfAsync(IReadOnlyCollection<string> unitNumbers, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, Watts>>(new Dictionary<string, Watts>(StringComparer.Ordinal));
}

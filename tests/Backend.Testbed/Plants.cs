using System.Globalization;
using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>Customers and their units: of customer n the plant SEE9…n and the consumer SVE9…n. 1 to 50 trade, 51 and 52 pass a gate, 53 and 54 a day.</summary>
public static class Plants
{
    public const int Count = 55;

    /// <summary>Plants behind those, which are nobody's.</summary>
    public const int Unclaimed = 5;

    public static string Operator(int number) => $"ABR9{number:00000000000}";

    public static string Solar(int number) => $"SEE9{number:00000000000}";

    public static string Consumer(int number) => $"SVE9{number:00000000000}";

    public static string GroupOf(int number) => number switch { 51 or 52 => Groups.Gate, 53 or 54 => Groups.Day, _ => Groups.Trading };

    /// <summary>Fills the register through its calls.</summary>
    public static async Task RegisterAsync(IBackend system, CancellationToken cancellation)
    {
        var registry = new RegistryService.RegistryServiceClient(system.As("Operator"));
        using var import = registry.ImportMastr(cancellationToken: cancellation);
        await import.RequestStream.WriteAsync(new() { FileName = "export.zip", Data = ByteString.CopyFrom(MastrZip()) }, cancellation);
        await import.RequestStream.CompleteAsync();
        await import;
        for (var number = 1; number <= Count; number++)
        {
            await registry.RegisterCustomerAsync(
                new()
                {
                    CustomerId = Callers.CustomerId(number),
                    DisplayName = $"Customer {number}",
                    BalancingGroup = GroupOf(number),
                    UnitNumbers = { Solar(number), Consumer(number) },
                    Marketing = number == Count ? Marketing.Passive : Marketing.Active,
                },
                cancellationToken: cancellation);
        }
    }

    /// <summary>Imports a forecast for one timeslot: every plant produces, every consumer draws this much.</summary>
    public static async Task ForecastAsync(IBackend system, Timeslot timeslot, decimal production, decimal consumption, CancellationToken cancellation)
    {
        var csv = new StringBuilder("start_utc;end_utc;mastr;direction;kwh\n");
        for (var number = 1; number <= Count; number++)
        {
            csv.Append(Line(timeslot, Solar(number), "generation", production)).Append(Line(timeslot, Consumer(number), "consumption", consumption));
        }

        await ImportForecastAsync(system, csv.ToString(), cancellation);
    }

    public static async Task<ImportForecastResponse> ImportForecastAsync(IBackend system, string csv, CancellationToken cancellation)
    {
        using var call = new ForecastService.ForecastServiceClient(system.As("Supplier")).ImportForecast(cancellationToken: cancellation);
        await call.RequestStream.WriteAsync(new() { FileName = "forecast.csv", Data = ByteString.CopyFromUtf8(csv) }, cancellation);
        await call.RequestStream.CompleteAsync();
        return await call;
    }

    static string Line(Timeslot timeslot, string unit, string direction, decimal kilowattHours) => string.Create(
        CultureInfo.InvariantCulture, $"{timeslot.Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{timeslot.End.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{unit};{direction};{kilowattHours}\n");

    static byte[] MastrZip()
    {
        var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create))
        {
            Write(zip, "EinheitenSolar_1.xml", "EinheitSolar", Solar, Count + Unclaimed);
            Write(zip, "EinheitenStromVerbraucher.xml", "EinheitStromVerbraucher", Consumer, Count);
        }

        return content.ToArray();
    }

    static void Write(ZipArchive zip, string file, string element, Func<int, string> number, int count)
    {
        using var text = new StreamWriter(zip.CreateEntry(file).Open(), Encoding.Unicode);
        text.Write("<?xml version=\"1.0\" encoding=\"utf-16\"?><Einheiten>");
        for (var i = 1; i <= count; i++)
        {
            text.Write($"<{element}><EinheitMastrNummer>{number(i)}</EinheitMastrNummer><AnlagenbetreiberMastrNummer>{Operator(i)}</AnlagenbetreiberMastrNummer><Postleitzahl>01067</Postleitzahl></{element}>");
        }

        text.Write("</Einheiten>");
    }
}

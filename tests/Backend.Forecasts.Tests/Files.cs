using System.Text;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

/// <summary>Forecast files for tests.</summary>
static class Files
{
    public const string Unit = "SEE910000000019";

    /// <summary>The first quarter hour of 2026-10-25 in Berlin, a day of 100.</summary>
    public static readonly Timeslot Autumn = new(new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());

    public static readonly IReadOnlyDictionary<string, string> Ids = new Dictionary<string, string>(StringComparer.Ordinal) { ["51234567895"] = Unit };

    static readonly Dictionary<string, Watts> Powers = new(StringComparer.Ordinal) { [Unit] = new(10_000) };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    public static async Task<FileValues> SampleAsync(string name, SupplierFormat format)
    {
        await using var file = File.OpenRead(Sample(name));
        return await ForecastFile.ReadAsync(file, name, format, Powers, Cancellation);
    }

    public static async Task<FileValues> ReadAsync(byte[] bytes, SupplierFormat format) =>
        await ForecastFile.ReadAsync(new MemoryStream(bytes), "test.csv", format, Unit == format.UnitNumber ? new Dictionary<string, Watts>(StringComparer.Ordinal) : Powers, Cancellation);

    public static Task<FileValues> ReadAsync(string text, SupplierFormat? format = null) => ReadAsync(Encoding.UTF8.GetBytes(text), format ?? new());

    public static async Task<IReadOnlyList<Problem>> RefusedAsync(string text, SupplierFormat? format = null) =>
        (await Assert.ThrowsAsync<ForecastException>(() => ReadAsync(text, format))).Problems;

    public static async Task<string> MessageAsync(string text, SupplierFormat? format = null) =>
        (await Assert.ThrowsAsync<ForecastException>(() => ReadAsync(text, format))).Message;
}

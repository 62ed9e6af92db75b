using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Mastr.Tests;

/// <summary>A database, and imports into it.</summary>
sealed class ImportBed(DocumentStore store) : IAsyncDisposable
{
    public DocumentStore Store => store;

    public Zips Zips { get; } = new();

    public UnitRegister Units { get; } = new(store);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ImportBed> OpenAsync(MastrDatabase database) => new(await database.OpenAsync());

    public Task<MastrImportReport> ImportAsync(string path, string? name = null, IImportWatch? watch = null, CancellationToken? cancellation = null, int writers = 2) =>
        new MastrImporter(store, new(writers)).RunAsync(path, name ?? Path.GetFileName(path), null, watch ?? new Silent(), cancellation ?? Cancellation);

    public Task<MastrImportReport> ImportSolarAsync(params IEnumerable<string> items) => ImportAsync(Zips.Of(("EinheitenSolar_1.xml", Zips.SolarFile(items))));

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(Cancellation);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task<IReadOnlyList<string>> NumbersAsync() => [.. (await Units.ListAsync("", "", 1000, Cancellation)).Select(unit => unit.Id)];

    public async ValueTask DisposeAsync()
    {
        Zips.Dispose();
        await store.DisposeAsync();
    }

    public sealed class Silent : IImportWatch
    {
        public Task ProgressAsync(long done, long total, string stage, CancellationToken cancellation) => Task.CompletedTask;
    }
}

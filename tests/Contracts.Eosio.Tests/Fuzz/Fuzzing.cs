using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio.Tests.Fuzz;

/// <summary>
/// Random changes of known data, the same in every run. LEM_FUZZ_CASES sets how many cases a target gets. What does harm is printed in hex: keep it as a file in
/// Corpus, before mending what it found; each file there is tried by every target and changed further.
/// </summary>
static class Fuzzing
{
    /// <summary>What one case may allocate beyond a share for each of its bytes.</summary>
    const long MostBytes = 8 * 1024 * 1024;

    const long MostBytesPerByte = 20_000;

    public static int Cases { get; } = int.Parse(Environment.GetEnvironmentVariable("LEM_FUZZ_CASES") ?? "400", CultureInfo.InvariantCulture);

    static readonly byte[][] Kept =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fuzz", "Corpus"), "*.hex")
            .Order(StringComparer.Ordinal).Select(file => Convert.FromHexString(File.ReadAllText(file).Trim())),
    ];

    /// <returns>How many cases the target took without an error.</returns>
    public static int Run(IReadOnlyList<byte[]> corpus, Action<byte[]> target)
    {
        byte[][] all = [.. corpus, .. Kept];
        var taken = 0;
        foreach (var data in all)
        {
            taken += Try(data, target) ? 1 : 0;
        }

        var random = new Random(20261122);
        for (var i = 0; i < Cases * 10; i++)
        {
            taken += Try(Mutation.Of(all, random), target) ? 1 : 0;
        }

        return taken;
    }

    static bool Try(byte[] data, Action<byte[]> target)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = false;
        try
        {
            target(data);
            taken = true;
        }
        catch (EosioFormatException)
        {
            // The documented answer to what is malformed.
        }
        catch (Exception harm)
        {
            Assert.Fail($"{Convert.ToHexString(data)}: {harm}");
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytes + (MostBytesPerByte * data.Length), $"{Convert.ToHexString(data)}: {allocated} bytes were allocated");
        return taken;
    }
}

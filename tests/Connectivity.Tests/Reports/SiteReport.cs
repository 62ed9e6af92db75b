using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Connectivity.Tests.Reports;

/// <summary>The report on a site after everything that was done to it.</summary>
static class SiteReport
{
    /// <summary>
    /// Waits until each box has sent a reading that was made after this call, and with it all from before; then compares.
    /// </summary>
    public static async Task<IReadOnlyList<Tally>> SettleAsync(Site site, IReadOnlyList<TestBox> boxes, CancellationToken cancellation)
    {
        var from = boxes.SelectMany(box => box.Meters).ToDictionary(meter => meter.Serial, meter => (long)meter.Served.Count + 1, StringComparer.Ordinal);
        foreach (var box in boxes)
        {
            await UntilAsync(
                async () =>
                {
                    var newest = await BackendLedger.NewestAsync(site.Database, box.Id, cancellation);
                    return box.Meters.All(meter => newest.GetValueOrDefault(meter.Serial) >= from[meter.Serial]);
                },
                cancellation);
        }

        var tallies = new List<Tally>();
        foreach (var box in boxes)
        {
            // What is read from now on is of no interest: the last number that has arrived is the end.
            var ledger = await BackendLedger.ReadAsync(site.Database, box.Id, cancellation);
            var givenUp = await BackendLedger.GivenUpAsync(site.Database, box.Id, Register.EnergyImportWh, cancellation);
            tallies.AddRange(box.Meters.Select(meter => Tally.Of(meter, box.Kills, ledger, givenUp.GetValueOrDefault(meter.Serial))));
            await CheckTablesAsync(site, box, cancellation);
        }

        return tallies;
    }

    public static void Check(IReadOnlyList<Tally> tallies)
    {
        foreach (var tally in tallies)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(tally.ToString());
        }

        Assert.All(tallies, tally => Assert.True(tally.IsClean && tally.Stored > 0, tally.ToString()));
    }

    /// <summary>Until it is so; the database may be away meanwhile.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (NpgsqlException)
            {
                // The database is away.
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>The table of readings has what the signed batches have, and the batches have no gap.</summary>
    static async Task CheckTablesAsync(Site site, TestBox box, CancellationToken cancellation)
    {
        Task<long> CountAsync(string sql) => BackendLedger.CountAsync(site.Database, sql, box.Id, cancellation);
        Assert.Equal(0, await CountAsync("select max(sequence) - count(*) from lem.batch_ledger where box = $1"));
        Assert.Equal(0, await CountAsync("select count(*) from lem.refused_batches where box = $1"));
        Assert.Equal(0, await CountAsync("""
            select count(*) from (
              select b.sequence from lem.batch_ledger b left join (select sequence, count(*) n from lem.readings join lem.meters using (meter_key) where box = $1 group by sequence) r using (sequence)
              where b.box = $1 and coalesce(r.n, 0) <> b.readings) x
            """));
    }
}

using System.Net;
using LocalEnergyMarket.Portal.Web.SignIn;
using Npgsql;

namespace LocalEnergyMarket.Portal.Web.Tests;

public sealed class DatabaseTests(PortalFixture portal)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Portals_that_start_together_make_the_schema_once_and_leave_others_alone()
    {
        var database = await portal.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await using (var other = source.CreateCommand("create schema lem; create table lem.users (id int); insert into lem.users values (42)"))
        {
            await other.ExecuteNonQueryAsync(Cancellation);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SignInSchema.UpgradeAsync(database, Cancellation)));

        await using var count = source.CreateCommand("select (select count(*) from portal.schema_scripts), (select id from lem.users)");
        await using var row = await count.ExecuteReaderAsync(Cancellation);
        Assert.True(await row.ReadAsync(Cancellation));
        Assert.Equal((1L, 42), (row.GetInt64(0), row.GetInt32(1)));
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_in_words_and_nothing_is_lost()
    {
        using var person = await portal.SignedInAsync("en");
        await person.SignOutAsync();
        await portal.StopDatabaseAsync();
        try
        {
            var page = await person.SignInAsync();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
            Assert.Contains("Signing in is not possible right now", page.Main, StringComparison.Ordinal);
        }
        finally
        {
            await portal.StartDatabaseAsync();
        }

        NpgsqlConnection.ClearAllPools();
        Assert.True((await person.SignInAsync()).SignedIn);
    }

    [Fact]
    public async Task The_code_of_an_invitation_is_kept_nowhere()
    {
        var code = await portal.InviteAsync("Nobody reads this");
        await using var source = NpgsqlDataSource.Create(portal.Options.Database);
        await using var rows = source.CreateCommand("select string_agg(i::text, ' ') from portal.invitations i");
        var text = (string)(await rows.ExecuteScalarAsync(Cancellation))!;
        Assert.DoesNotContain(code, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), text, StringComparison.OrdinalIgnoreCase);
    }
}

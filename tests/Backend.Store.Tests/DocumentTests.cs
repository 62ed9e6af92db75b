namespace LocalEnergyMarket.Backend.Store.Tests;

public sealed class DocumentTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stored_documents_are_loaded_replaced_and_deleted()
    {
        await using var store = await database.StoreAsync();
        var (one, two) = (Plant("anna"), Plant("ben"));
        await SaveAsync(store, session => session.Store(one, two));
        await SaveAsync(store, session =>
        {
            session.Store(one with { Note = "first" });
            session.Store(one with { Note = "second" });
            session.Delete(two);
        });

        await using var query = store.QuerySession();
        Assert.Equal("second", (await query.LoadAsync<Plant>(one.Id, Cancellation))?.Note);
        Assert.Null(await query.LoadAsync<Plant>(two.Id, Cancellation));
        Assert.Equal([one.Id], (await query.LoadManyAsync<Plant>([one.Id, two.Id], Cancellation)).Select(plant => plant.Id));
    }

    [Fact]
    public async Task Documents_may_have_text_ids()
    {
        await using var store = await database.StoreAsync();
        await SaveAsync(store, session => session.Insert(new Tariff("standard", new(8_420)), new Tariff("night", new(-5))));

        await using var query = store.QuerySession();
        Assert.Equal(new(8_420), (await query.LoadAsync<Tariff>("standard", Cancellation))!.Price);
        Assert.Equal(2, (await query.LoadManyAsync<Tariff>(["standard", "night"], Cancellation)).Count);
    }

    [Fact]
    public async Task An_insert_of_a_taken_id_and_an_update_of_none_are_refused_and_nothing_is_saved()
    {
        await using var store = await database.StoreAsync();
        var plant = Plant("anna");
        await SaveAsync(store, session => session.Insert(plant));

        await Assert.ThrowsAsync<DocumentAlreadyExistsException>(() => SaveAsync(store, session => session.Insert(Plant("ben"), plant)));
        await Assert.ThrowsAsync<NonExistentDocumentException>(() => SaveAsync(store, session =>
        {
            session.Store(Plant("cem"));
            session.Update(Plant("dora"));
        }));

        await using var query = store.QuerySession();
        Assert.Equal(1, await query.Query<Plant>().CountAsync(Cancellation));
    }

    [Fact]
    public async Task Queries_find_by_containment_and_column_and_page_by_id()
    {
        await using var store = await database.StoreAsync();
        var plants = Enumerable.Range(0, 25).Select(i => Plant(i % 2 == 0 ? "anna" : "o'ben")).OrderBy(plant => plant.Id.ToString(), StringComparer.Ordinal).ToList();
        await SaveAsync(store, session => session.Store<Plant>(plants));
        await using var query = store.QuerySession();

        var owner = "o'ben";
        Assert.Equal(12, await query.Query<Plant>().Containing(new { owner }).CountAsync(Cancellation));
        Assert.Equal(12, await query.Query<Plant>().MatchesSql($"owner = {owner}").CountAsync(Cancellation));
        Assert.False(await query.Query<Plant>().Containing(new { owner = "nobody" }).AnyAsync(Cancellation));

        var paged = new List<Plant>();
        while (await query.Query<Plant>().After(paged.LastOrDefault()?.Id).Take(10).ToListAsync(Cancellation) is { Count: > 0 } page)
        {
            paged.AddRange(page);
        }

        Assert.Equal(plants, paged);
    }

    [Fact]
    public async Task Sql_of_a_module_and_enlisted_work_share_the_transaction()
    {
        await using var store = await database.StoreAsync();
        await using (var create = store.DataSource.CreateCommand("create table notes (plant uuid, text text)"))
        {
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        var plant = Plant("anna");
        await SaveAsync(store, session =>
        {
            session.Store(plant);
            session.QueueSqlCommand("insert into notes values ($1, $2)", plant.Id, "queued");
            session.QueueSqlCommand("insert into notes values ($1, $2)", plant.Id, null);
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => SaveAsync(store, session =>
        {
            session.Delete(plant);
            session.QueueSqlCommand("delete from notes");
            session.Enlist((_, _, _) => throw new InvalidOperationException("no"));
        }));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => SaveAsync(store, session =>
        {
            session.Delete(plant);
            session.QueueSqlCommand("select 1");
            session.QueueSqlCommand("insert into nowhere values (1)");
        }));

        await using var count = store.DataSource.CreateCommand("select count(*) from notes join mt_doc_plant on id = plant");
        Assert.Equal(2L, await count.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_session_on_a_callers_transaction_leaves_the_commit_to_the_caller()
    {
        await using var store = await database.StoreAsync();
        var plant = Plant("anna");
        await using var connection = await store.DataSource.OpenConnectionAsync(Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var session = store.LightweightSession(transaction);
            session.Store(plant);
            await session.SaveChangesAsync(Cancellation);
            Assert.NotNull(await session.LoadAsync<Plant>(plant.Id, Cancellation));
            await transaction.RollbackAsync(Cancellation);
        }

        await using var query = store.QuerySession();
        Assert.Null(await query.LoadAsync<Plant>(plant.Id, Cancellation));
    }

    static Plant Plant(string owner) => new(Guid.CreateVersion7(), owner, PlantKind.Photovoltaic, new(9_800));

    static async Task SaveAsync(DocumentStore store, Action<Sessions.IDocumentSession> change)
    {
        await using var session = store.LightweightSession();
        change(session);
        await session.SaveChangesAsync(Cancellation);
    }
}

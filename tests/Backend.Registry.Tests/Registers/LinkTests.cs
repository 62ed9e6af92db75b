using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Meters;
using static LocalEnergyMarket.Backend.Registry.Tests.Registers.OpenRegister;
using RegisterObject = LocalEnergyMarket.Protos.V1.RegisterObject;

namespace LocalEnergyMarket.Backend.Registry.Tests.Registers;

public sealed class LinkTests(RegistryDatabase database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_who_link_a_meter_at_once_one_wins_and_the_other_is_told_why()
    {
        await using var register = await OpenAsync(database);
        Guid[] boxes = [await register.BoxAsync("first"), await register.BoxAsync("second")];
        for (var round = 0; round < 10; round++)
        {
            var serial = $"1TST{round}";
            var answers = await Task.WhenAll(boxes.Select(box => TriedAsync(() => register.LinkAsync(box, serial, round + 1, Unit(1)))));
            Assert.Single(answers, answer => answer is null);
            var refused = Assert.Single(answers, answer => answer is not null)!;
            Assert.Equal((RegistryError.MeterTaken, serial), (refused.Error, refused.Subject));
            Assert.Contains("UnlinkMeter", refused.Message, StringComparison.Ordinal);

            var link = (await register.Meters.FindAsync(serial, Cancellation))!.Link()!;
            var holders = (await register.Boxes.ListAsync(Cancellation)).Where(box => box.Links.Any(known => known.MeterSerial == serial));
            Assert.Equal(link.BoxId, Assert.Single(holders).Id);
        }
    }

    [Fact]
    public async Task Two_meters_that_go_to_one_index_at_once_take_turns()
    {
        await using var register = await OpenAsync(database);
        var box = await register.BoxAsync("only");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(meter => register.LinkAsync(box, $"1TST{meter}", 1, Unit(1))));

        var link = Assert.Single((await register.Boxes.FindAsync(box, Cancellation))!.Links);
        var links = await register.Meters.LinksAsync(null, Unit(1), box, null, Cancellation);
        Assert.Equal(8, links.Count);
        Assert.Equal(link.MeterSerial, Assert.Single(links, one => one.Span.Until is null).Serial);
    }

    [Fact]
    public async Task What_a_meter_measured_is_known_for_every_instant()
    {
        await using var register = await OpenAsync(database);
        var (start, first, second) = (register.Clock.Now, await register.BoxAsync("first"), await register.BoxAsync("second"));
        await register.LinkAsync(first, "1TST1", 1, Unit(1));
        register.Clock.Now = start.AddHours(1);
        await register.LinkAsync(first, "1TST1", 1, Unit(2));
        register.Clock.Now = start.AddHours(2);
        await register.Boxes.UnlinkAsync(first, "1TST1", Staff, Cancellation);
        register.Clock.Now = start.AddHours(4);
        await register.LinkAsync(second, "1TST1", 3, Unit(1), start.AddHours(3));

        var at = async (double hours) => (await register.Meters.LinksAsync("1TST1", null, null, start.AddHours(hours), Cancellation)).SingleOrDefault()?.Span.UnitNumber;
        Assert.Equal([null, Unit(1), Unit(2), null, Unit(1)], new[] { await at(-0.1), await at(0.5), await at(1), await at(2), await at(3) }.AsEnumerable());
        Assert.Equal([first, second], (await register.Meters.LinksAsync(null, Unit(1), null, null, Cancellation)).Select(link => link.Span.BoxId));
        Assert.Equal(start.AddHours(3), Assert.Single((await register.Boxes.FindAsync(second, Cancellation))!.Links).Since);

        var refused = await TriedAsync(() => register.LinkAsync(second, "1TST1", 3, Unit(2), start));
        Assert.Equal(RegistryError.LinkTimeInvalid, refused!.Error);
    }

    [Fact]
    public async Task An_exchange_goes_on_from_one_meter_to_the_other()
    {
        await using var register = await OpenAsync(database);
        var (start, box) = (register.Clock.Now, await register.BoxAsync("first"));
        await register.LinkAsync(box, "1OLD", 1, Unit(1));
        register.Clock.Now = start.AddHours(3);
        var technician = new Actor("Werner", "Technician");
        await register.Boxes.ReplaceAsync(
            box, new(Guid.NewGuid(), "1OLD", "1NEW", 1, "", start.AddHours(2), start.AddHours(2.1), [], [new(1, 0, false)], "calibration", [1], [2], technician), Cancellation);

        var (old, fresh) = ((await register.Meters.FindAsync("1OLD", Cancellation))!, (await register.Meters.FindAsync("1NEW", Cancellation))!);
        Assert.Equal((start.AddHours(2), technician), (Assert.Single(old.Links).Until!.Value, old.Links[0].EndedBy));
        Assert.Equal((start.AddHours(2), Unit(1)), (fresh.Link()!.From, fresh.Link()!.UnitNumber));

        var history = await register.History.ReadAsync(RegisterObject.Unit, Unit(1), long.MaxValue, 100, Cancellation);
        Assert.Equal(["meter_link_began", "meter_link_ended", "meter_link_began"], history.OrderBy(entry => entry.Sequence).Select(entry => entry.Event));
        Assert.Equal(["control room", "Werner", "Werner"], history.OrderBy(entry => entry.Sequence).Select(entry => entry.By!.Name));
    }

    [Fact]
    public async Task Links_from_before_meters_had_streams_are_adopted_once_with_their_times()
    {
        await using var register = await OpenAsync(database);
        var (start, box) = (register.Clock.Now, await register.BoxAsync("old"));
        await register.LinkAsync(box, "1OLD", 1, Unit(1));
        register.Clock.Now = start.AddHours(1);
        await register.LinkAsync(box, "1NEW", 1, Unit(1));
        await ForgetAsync(register);

        await using (var session = register.Store.QuerySession())
        {
            var events = await session.Events.FetchStreamAsync(box, cancellation: Cancellation);
            Assert.All(events, e => Assert.Null(((IRecorded)e.Data).By));
            var folded = await session.Events.AggregateStreamAsync<Box>(box, cancellation: Cancellation);
            Assert.Equal(new MeterLink("1NEW", 1, Unit(1)), Assert.Single(folded!.Links));
        }

        Assert.Equal(2, await new MeterAdoption(register.Store).RunAsync(Cancellation));
        Assert.Equal(0, await new MeterAdoption(register.Store).RunAsync(Cancellation));
        var old = Assert.Single((await register.Meters.FindAsync("1OLD", Cancellation))!.Links);
        Assert.Equal((start, start.AddHours(1)), (old.From, old.Until));
        Assert.Equal(start.AddHours(1), (await register.Meters.FindAsync("1NEW", Cancellation))!.Link()!.From);
        await register.Boxes.UnlinkAsync(box, "1NEW", Staff, Cancellation);
        Assert.Null((await register.Meters.FindAsync("1NEW", Cancellation))!.Link());
    }

    [Fact]
    public async Task Boxes_come_in_pages()
    {
        await using var register = await OpenAsync(database);
        foreach (var label in (string[])["c", "a", "b", "b", "d"])
        {
            await register.BoxAsync(label);
        }

        var (seen, after) = (new List<string>(), (Guid?)null);
        while (await register.Boxes.ListAsync(after, 2, Cancellation) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(box => box.Label));
            after = page[^1].Id;
        }

        Assert.Equal(["a", "b", "b", "c", "d"], seen);
    }

    /// <summary>As a database is that was written before: no streams of meters, and events that name nobody.</summary>
    static async Task ForgetAsync(OpenRegister register)
    {
        await using var command = register.Store.DataSource.CreateCommand(
            """
            delete from mt_events where stream_id in (select id from mt_doc_meter);
            delete from mt_streams where id in (select id from mt_doc_meter);
            delete from mt_doc_meter;
            update mt_events set data = data - 'by' - 'since'
            """);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static async Task<RegistryException?> TriedAsync(Func<Task> change)
    {
        try
        {
            await change();
            return null;
        }
        catch (RegistryException e)
        {
            return e;
        }
    }
}

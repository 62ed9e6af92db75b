using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

public sealed class ExchangeTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_meter_is_exchanged_and_no_quarter_hour_gets_more_than_was_measured()
    {
        var (site, unit) = (field.NewSite("meter"), Plants.Solar(5));
        await site.PrepareAsync();
        await site.DoneAsync("enroll", "--code", await field.CodeAsync());
        await site.DoneAsync("link", "--unit", unit, "--token-file", site.In("token"));
        var before = (await site.DoneAsync("check")).Data("arrived");
        var final = (await site.DoneAsync("replace", "meter")).Data("exchange-final");
        Assert.Equal(site.Serial("pv"), final["oldSerial"]!.ToString());

        // The new one counts from elsewhere: its first value is far from the old one's last.
        var next = field.Plant.Meters.Single(meter => meter.Name == "battery");
        string[] put = ["replace", "meter", "--new-serial", site.Serial("battery"), "--new-type", next.Device.Type, "--new-port", $"{next.Port}"];
        var file = await File.ReadAllBytesAsync(site.In("box.json"), Cancellation);
        await site.ProblemAsync("LEM-P050", 1, [.. put[..^1], $"{FreePorts.One()}"]);
        Assert.Equal(file, await File.ReadAllBytesAsync(site.In("box.json"), Cancellation));
        await site.ProblemAsync("LEM-P064", 4, put);
        var first = (await site.DoneAsync("replace", "meter", "--token-file", site.In("token"))).Data("exchanged");
        Assert.True((bool)first["recorded"]!);
        var exchange = await ProgressAsync(site, $"exchange:{first["exchangeId"]}");
        Assert.NotEqual((long)exchange["finalExportWh"]!, (long)exchange["firstExportWh"]!);

        var putIn = DateTimeOffset.Parse(exchange["putInAt"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        var slot = Timeslot.Containing(DateTimeOffset.Parse(exchange["takenOutAt"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture));
        var last = Timeslot.Containing(putIn);
        await Waiting.ForAsync("the next quarter hour", () => Task.FromResult(field.Clock.GetUtcNow()), now => now > last.End.AddMinutes(1), Cancellation);
        var after = (await site.DoneAsync("check")).Data("arrived");

        var box = (await field.BoxAsync(site.BoxId))!;
        Assert.Equal([(site.Serial("battery"), 1u, unit)], box.Links.Select(link => (link.MeterSerial, link.MeterIndex, link.UnitNumber)));
        var former = Assert.Single(box.FormerMeters);
        Assert.Equal((site.Serial("pv"), (long)exchange["finalExportWh"]!), (former.MeterSerial, former.FinalValues.Single(value => value.Register == Register.EnergyExportWh).Value));
        var most = (long)exchange["finalExportWh"]! - (long)before["exportWh"]! + (long)after["exportWh"]! - (long)exchange["firstExportWh"]!;
        var energies = (await EnergiesAsync(unit, slot)).ToList();
        Assert.Equal([site.Serial("battery"), site.Serial("pv")], energies.Select(energy => energy.MeterSerial).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(energies, energy => Assert.InRange(energy.ExportWh, 0, most));
        Assert.InRange(energies.Sum(energy => energy.ExportWh), 0, most);
        Assert.Equal(0, energies.Single(energy => energy.MeterSerial == site.Serial("battery")).ExportStartWh - (long)exchange["firstExportWh"]!);
        Assert.Equal(0, energies.Single(energy => energy.MeterSerial == site.Serial("pv")).ExportEndWh - (long)exchange["finalExportWh"]!);

        await site.DoneAsync("report", "--output", site.In("report.html"));
        var page = await File.ReadAllTextAsync(site.In("report.html"), Cancellation);
        Assert.Contains(site.Serial("pv"), page, StringComparison.Ordinal);
        Assert.Contains("Exchanged meters", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_meters_display_is_typed_or_nobody_can_read_it()
    {
        var (site, unit) = (field.NewSite("dead"), Plants.Solar(6));
        await site.PrepareAsync();
        await site.DoneAsync("enroll", "--code", await field.CodeAsync());
        await site.DoneAsync("link", "--unit", unit, "--token-file", site.In("token"));
        await File.WriteAllTextAsync(site.In("box.json"), (await File.ReadAllTextAsync(site.In("box.json"), Cancellation)).Replace("\"port\": ", "\"port\": 1, \"unit\": 1 /* ", StringComparison.Ordinal).Replace(" }\n  ]", " */ }\n  ]", StringComparison.Ordinal), Cancellation);
        await site.ProblemAsync("LEM-P090", 1, "replace", "meter");
        await site.ProblemAsync("LEM-P090", 1, "replace", "meter", "--no-final");
        await site.DoneAsync("replace", "meter", "--no-final", "--reason", "display dark");
        await site.DoneAsync("replace", "meter", "--discard");
        await site.DoneAsync("replace", "meter", "--final-export", "123456");
        await site.DoneAsync("replace", "meter", "--new-serial", site.Serial("new"), "--first-export", "0", "--token-file", site.In("token"));
        var former = Assert.Single((await field.BoxAsync(site.BoxId))!.FormerMeters);
        Assert.Equal((123_456L, true), (former.FinalValues.Single().Value, former.FinalValues.Single().Typed));
        Assert.Contains("/* ", await File.ReadAllTextAsync(site.In("box.json"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_box_is_exchanged_and_stays_the_same_box_for_backend_and_chain()
    {
        var (old, fresh) = (field.NewSite("old"), field.NewSite("new"));
        await old.PrepareAsync();
        await old.DoneAsync("enroll", "--code", await field.CodeAsync());
        await old.DoneAsync("link", "--unit", Plants.Solar(7), "--token-file", old.In("token"));
        var last = (long)(await old.DoneAsync("replace", "box", "--final")).Data("backend")["sequence"]!;
        var box = (await field.BoxAsync(old.BoxId))!;
        var row = await RowAsync(old.Contract, box.ChainAccount, _ => true);

        foreach (var file in new[] { "box.json", "handover-box.json" })
        {
            await File.WriteAllTextAsync(fresh.In(file), (await File.ReadAllTextAsync(old.In(file), Cancellation)).Replace(old.Tpm2, fresh.Tpm2, StringComparison.Ordinal), Cancellation);
        }

        // A code for a box of its own is noticed.
        await fresh.ProblemAsync("LEM-P049", 1, "replace", "box", "--code", await field.CodeAsync());
        Assert.False(File.Exists(fresh.In("identity.json")));
        var code = await field.CodeAsync(replaces: old.BoxId);
        var taken = await fresh.DoneAsync("replace", "box", "--code", code);
        Assert.Equal((old.BoxId, box.ChainAccount), (taken.Data("box-replaced")["boxId"]!.ToString(), taken.Data("box-replaced")["chainAccount"]!.ToString()));
        Assert.Equal(last + 1, (long)taken.Data("backend")["sequence"]!);
        await fresh.DoneAsync("replace", "box", "--code", code);

        var now = (await field.BoxAsync(old.BoxId))!;
        Assert.Equal((box.ChainAccount, box.Links.Single()), (now.ChainAccount, now.Links.Single()));
        Assert.NotNull(now.ReplacedAt);
        await RowAsync(old.Contract, box.ChainAccount, other => !other.Key.Equals(row.Key));

        // The old device is nobody any more, and its TPM's key is not taken back.
        await old.ProblemAsync("LEM-P047", 1, "check");
        await old.ProblemAsync("LEM-P048", 1, "replace", "box", "--code", await field.CodeAsync(replaces: old.BoxId));

        // What it had signed stays signed: the auditor's view of the old batches.
        await fresh.DoneAsync("check");
        await field.Operator.RevokeBoxAsync(new() { BoxId = old.BoxId, Reason = "out of use" }, cancellationToken: Cancellation);
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => field.CodeAsync(replaces: old.BoxId));
        Assert.Equal(Grpc.Core.StatusCode.FailedPrecondition, refused.StatusCode);
    }

    async Task<BoxRow> RowAsync(string contract, string account, Func<BoxRow, bool> isRight) => await Waiting.ForAsync(
        $"the row of {account}",
        async () => (await field.Chain.Client().GetTableRows(new(Name.Parse(contract), contract, BoxRow.Table) { Json = false, Limit = 100 }, Cancellation)).Packed()
            .Select(row => BoxRow.Read(row)).SingleOrDefault(row => row.Box.ToString() == account)!,
        row => row is not null && isRight(row), Cancellation);

    async Task<IEnumerable<SlotEnergy>> EnergiesAsync(string unit, Timeslot slot) =>
        (await new SettlementService.SettlementServiceClient(field.As("Operator")).GetSlotEnergiesAsync(new() { UnitNumber = unit, Timeslot = slot.StartUnixSeconds }, cancellationToken: Cancellation)).Energies;

    static async Task<System.Text.Json.Nodes.JsonObject> ProgressAsync(Site site, string step) =>
        (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(site.In("provisioning.json"), Cancellation))![step]!;
}

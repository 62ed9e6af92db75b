using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Tests.Streaming;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>From the stream to the device and back: TLS, the TPM's hello, lines as files.</summary>
public sealed class ControlStreamTests(BoxFixture box) : IClassFixture<BoxFixture>, IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_order_is_obeyed_reported_and_ends_by_itself_and_an_opened_box_is_told()
    {
        await using var bench = new Bench(box);
        await using var backend = await bench.BackendAsync();
        await using var meters = MeterSet.Open([]);
        var vitals = new BoxVitals(TimeProvider.System);
        await using var control = BoxControl.Open(Options(), meters, [], devicesFolder: null, vitals, meterSilent: null, supervision: null, TimeProvider.System, TimeProvider.System, bench.Log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var loops = control.Loops.Select(loop => loop(stop.Token)).ToList();
        var until = DateTimeOffset.UtcNow.AddSeconds(4);
        bench.Ledger.Commands.Enqueue(new()
        {
            SetPoint = new() { SetPointId = "s1", MeterIndex = 1, Kind = LimitKind.Consumption, LimitW = 5_000, Revision = 7, Until = until.ToTimestamp() },
        });
        await using (bench.Link(bench.Access, control, backend.Address))
        {
            await bench.Ledger.UntilAsync(ledger => ledger.Answers.Any(answer => answer.SetPointResult is { State: SetPointState.Applied, LimitW: 4_200 }), Cancellation);
            Assert.Equal("1", Line("0"));
            await PartAsync(vitals, "control", part => part is { Well: true, Detail: "1 of 1 plants limited.", DetailGerman: "1 von 1 Anlagen begrenzt." });
            Assert.True((await PartAsync(vitals, "housing", _ => true)).Well);

            await File.WriteAllTextAsync(_scratch.In("gpio", "5"), "1", Cancellation);
            await bench.Ledger.UntilAsync(ledger => ledger.Answers.Any(answer => answer.Event is { Kind: BoxEventKind.TamperOpened }), Cancellation);
            Assert.True(control.Panel!.IsOpen);
            await PartAsync(vitals, "housing", part => part is { Well: false, Sign: LampSign.Open });

            await bench.Ledger.UntilAsync(ledger => ledger.Answers.Any(answer => answer.SetPointResult is { State: SetPointState.Expired }), Cancellation);
            await bench.Ledger.UntilAsync(_ => Line("0") == "0", Cancellation);
            await PartAsync(vitals, "control", part => part is { Well: true, Detail: "0 of 1 plants limited." });
        }

        // A new stream, and the opening is told again under the same id.
        await using (bench.Link(bench.Access, control, backend.Address))
        {
            await bench.Ledger.UntilAsync(ledger => ledger.Answers.Count(answer => answer.Event is not null) >= 2, Cancellation);
        }

        Assert.Single(bench.Ledger.Answers.Where(answer => answer.Event is not null).Select(answer => answer.Event.EventId).Distinct(StringComparer.Ordinal));
        Assert.Empty(bench.Ledger.Errors);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(loops));
    }

    [Fact]
    public async Task An_order_that_makes_no_sense_costs_the_stream_and_not_the_box()
    {
        await using var bench = new Bench(box);
        await using var backend = await bench.BackendAsync();
        await using var meters = MeterSet.Open([]);
        await using var control = BoxControl.Open(Options(), meters, [], devicesFolder: null, new BoxVitals(TimeProvider.System), meterSilent: null, supervision: null, TimeProvider.System, TimeProvider.System, bench.Log);
        bench.Ledger.Commands.Enqueue(new() { SetPoint = new() { SetPointId = "s1", MeterIndex = 1, Kind = LimitKind.Consumption, LimitW = 5_000, Until = new() { Nanos = -1 } } });
        await using var link = bench.Link(bench.Access, control, backend.Address);
        await bench.Ledger.UntilAsync(ledger => ledger.Streams >= 2, Cancellation);
        await bench.BatchAsync(0, 5);
        await bench.AcknowledgedAsync(1);
        Assert.Contains(bench.Log.Names, name => name == "Disconnected");
    }

    static async Task<PartReport> PartAsync(BoxVitals vitals, string name, Func<PartReport, bool> holds)
    {
        while (true)
        {
            if (vitals.Parts.FirstOrDefault(part => part.Part == name) is { } part && holds(part))
            {
                return part;
            }

            await Task.Delay(20, Cancellation);
        }
    }

    string Line(string number) => File.ReadAllText(_scratch.In("gpio", number)).Trim();

    ControlOptions Options()
    {
        Directory.CreateDirectory(_scratch.In("gpio"));
        File.WriteAllText(_scratch.In("gpio", "5"), "0");
        return new()
        {
            Gpio = $"simulated:{_scratch.In("gpio")}",
            StateFile = _scratch.In("control.json"),
            Plants =
            [
                new()
                {
                    MeterIndex = 1, Kind = "consumption", RatedW = 11_000,
                    Relays = [new() { LimitW = 11_000 }, new() { LimitW = 4_200, On = ["0"] }],
                },
            ],
            Tamper = new() { Line = "5" },
            Led = new() { Line = "6" },
            Button = new() { Line = "7" },
        };
    }
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Commands;

/// <summary>send_data: for what the box's key signs, whatever a backend asks for, and for what it does not.</summary>
public sealed class CollectTests(BoxFixture box) : IClassFixture<BoxFixture>, IAsyncLifetime
{
    static readonly byte[] OurChain = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    static readonly byte[] OtherChain = [.. Enumerable.Range(2, 32).Select(i => (byte)i)];

    readonly ScratchFolder _scratch = new();
    readonly HandClock _clock = new();
    readonly RecordingLog _log = new();
    PlantSimulator _plant = null!;
    MeterSet _meters = null!;
    BoxJournal _journal = null!;
    ReportJournal _reports = null!;
    ReportDesk _desk = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var market = new MarketClock(DateTimeOffset.UtcNow, SomeReadings.Noon, 1);
        _plant = await PlantSimulator.StartAsync(new Plant(new()), new(), market, Cancellation);
        var meter = _plant.Meters[0];
        _meters = MeterSet.Open([new MeterOptions { Serial = meter.Serial, Index = 1, Type = meter.Device.Type, Host = "127.0.0.1", Port = meter.Port, TimeoutMs = 5000 }]);
        _journal = BoxJournal.Open(_scratch.In("journal.db"));
        _reports = new(_journal, "lem.box1", TimeSpan.FromDays(1), TimeProvider.System);
        var identity = new BoxIdentity(Guid.NewGuid().ToString(), box.Key.PublicKeyHex, "lem.box1", "lem.market", Convert.ToHexStringLower(OurChain));
        _desk = new(_meters, new MeterReader(_journal, market, TimeProvider.System), new ChainReporter(identity, box.Key.Signer), _reports, _log);
    }

    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        _journal.Dispose();
        await _meters.DisposeAsync();
        await _plant.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData(-3600, "has expired")]
    [InlineData(-1, "has expired")]
    [InlineData(0, "has expired")]
    [InlineData(1, null)]
    [InlineData(65 * 60, null)]
    [InlineData((65 * 60) + 1, "later than any node takes it")]
    [InlineData(365 * 24 * 3600, "later than any node takes it")]
    public async Task It_signs_nothing_that_has_expired_or_could_be_put_by(int seconds, string? refusal)
    {
        if (refusal is null)
        {
            Assert.Equal(_clock.GetUtcNow().AddSeconds(seconds), Transaction.Unpack((await SignedAsync(Request(seconds))).PackedTransaction.Span).Expiration.Time);
            return;
        }

        Refused(await AskAsync(Request(seconds)), refusal);

        // The event is not used up by that.
        await SignedAsync(Request(60));
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused_and_breaks_nothing()
    {
        Refused(await AskAsync(new() { EventId = 1, MeterIndex = 1 }), "no expiration");
        foreach (var nonsense in (Timestamp[])[new() { Seconds = 1, Nanos = -1 }, new() { Nanos = int.MaxValue }, new() { Seconds = long.MaxValue }, new() { Seconds = long.MinValue }])
        {
            Refused(await AskAsync(new() { EventId = 1, MeterIndex = 1, Expiration = nonsense }), "no time");
        }
    }

    [Fact]
    public async Task It_signs_for_the_chain_it_was_enrolled_for_and_says_no_to_others()
    {
        foreach (var chain in (byte[][])[OtherChain, OurChain[..31], [.. OurChain, 0], new byte[32]])
        {
            Refused(await AskAsync(Request(60, chain)), "not for this box's");
        }

        // One that names none gets a signature that is worth nothing elsewhere.
        var named = await SignedAsync(Request(60, OurChain));
        var unnamed = await SignedAsync(Request(60, chain: null, id: 2));
        Assert.All([named, unnamed], signed =>
        {
            var (transaction, signature) = (Transaction.Unpack(signed.PackedTransaction.Span), Signature.Parse(signed.Signature));
            var key = PublicKey.FromUncompressed(KeyType.R1, box.Key.Signer.PublicKey.Span);
            Assert.Equal(key, signature.Recover(transaction.SigningDigest(new Checksum256(OurChain))));
            Assert.NotEqual(key, signature.Recover(transaction.SigningDigest(new Checksum256(OtherChain))));
        });
    }

    [Fact]
    public async Task Whatever_is_asked_it_signs_one_report_of_its_own_to_its_contract_and_nothing_else()
    {
        // A backend of another make that would have it send money: fields that a request does not have, and numbers that are too large.
        var foreign = new DataReport { EventId = 9, Failure = "eosio.token transfer lem.box1 thief" };
        var request = Request(60);
        request.RefBlockNum = uint.MaxValue;
        request.RefBlockPrefix = uint.MaxValue;
        var tag = (byte)((15 << 3) | 2);
        request = DataRequest.Parser.ParseFrom([.. request.ToByteArray(), tag, (byte)foreign.CalculateSize(), .. foreign.ToByteArray()]);

        var signed = await SignedAsync(request);

        var transaction = Transaction.Unpack(signed.PackedTransaction.Span);
        var commitment = Checksum256.Hash([.. signed.Salt.Span, .. signed.CanonicalReading.Span]);
        var expected = Report.OnEvent(Name.Parse("lem.box1"), 1, commitment).ToAction(Name.Parse("lem.market"), new PermissionLevel("lem.box1"));
        var only = new Transaction { Expiration = transaction.Expiration, RefBlockNum = ushort.MaxValue, RefBlockPrefix = uint.MaxValue, Actions = [expected] };
        Assert.Equal(only.Pack(), signed.PackedTransaction.ToByteArray());
    }

    [Fact]
    public async Task Asked_again_it_gives_the_same_bytes_until_they_have_expired_and_then_the_same_reading_anew()
    {
        var first = await SignedAsync(Request(60));
        Assert.Equal(first, await SignedAsync(Request(120)));

        _clock.Pass(TimeSpan.FromSeconds(61));
        var second = await SignedAsync(Request(60));
        Assert.NotEqual(first.PackedTransaction, second.PackedTransaction);
        Assert.Equal((first.Salt, first.CanonicalReading), (second.Salt, second.CanonicalReading));
        Assert.Single(_journal.OpenReadings(100).Readings.Select(reading => reading.Time).Distinct());
    }

    [Fact]
    public async Task A_meter_that_it_does_not_have_is_said()
    {
        var request = Request(60);
        request.MeterIndex = 2;
        Assert.Contains("no meter with the index 2", (await AskAsync(request)).Failure, StringComparison.Ordinal);
    }

    DataRequest Request(int seconds, byte[]? chain = null, ulong id = 1) => new()
    {
        EventId = id,
        MeterIndex = 1,
        Expiration = Timestamp.FromDateTimeOffset(_clock.GetUtcNow().AddSeconds(seconds)),
        ChainId = ByteString.CopyFrom(chain ?? []),
    };

    async Task<DataReport> AskAsync(DataRequest request)
    {
        var answer = (await new CommandHandler(_meters, _desk, _clock, _log).HandleAsync(new() { DataRequest = request }, Cancellation)).Report;
        Assert.Equal(request.EventId, answer.EventId);
        return answer;
    }

    async Task<SignedReport> SignedAsync(DataRequest request)
    {
        var report = await AskAsync(request);
        Assert.True(report.Signed is not null, report.Failure);
        return report.Signed;
    }

    /// <summary>Said, and nothing was read, signed or written down for it.</summary>
    void Refused(DataReport report, string why)
    {
        Assert.Null(report.Signed);
        Assert.Contains(why, report.Failure, StringComparison.Ordinal);
        Assert.Empty(_reports.Unfinished());
        Assert.Empty(_journal.OpenReadings(1).Readings);
        Assert.Contains(_log.Names, name => name == "NotReported");
        Assert.DoesNotContain(_log.Names, name => name == "Reported");
    }
}

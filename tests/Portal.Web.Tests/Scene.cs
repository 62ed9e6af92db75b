using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>What the fake backend knows: a small market on 21 June 2026, or nothing.</summary>
sealed class Scene
{
    public const string Group = "11XBILANZKREIS-A";

    /// <summary>2026-06-21T11:00Z, 13:00 in Berlin.</summary>
    public const long SettledSlot = 1_782_039_600;

    static readonly Timestamp Noon = Timestamp.FromDateTime(new(2026, 6, 21, 11, 20, 5, DateTimeKind.Utc));

    public Scene() => Fill();

    /// <summary>What every call fails with, if set.</summary>
    public StatusCode? Failure { get; set; }

    public List<Box> Boxes { get; } = [];

    public List<Customer> Customers { get; } = [];

    public List<Unit> Units { get; } = [];

    public List<TimeslotSummary> Slots { get; } = [];

    public List<TimeslotSummary> OlderSlots { get; } = [];

    public GetBookResponse Book { get; set; } = new();

    public GetResultResponse? Result { get; set; }

    public List<SlotEnergy> Energies { get; } = [];

    public GetSettlementResponse? Settlement { get; set; }

    public List<ForecastComparison> Comparisons { get; } = [];

    public GetAccuracyResponse Accuracy { get; set; } = new();

    public List<Anchor> Anchors { get; } = [];

    public List<Job> Jobs { get; } = [];

    public List<JobLogLine> JobLog { get; } = [];

    public List<Schedule> Schedules { get; } = [];

    public GetStatusResponse Status { get; set; } = new();

    public void Clear()
    {
        (Failure, Book, Result, Settlement, Status, Accuracy) = (null, new(), null, null, new(), new());
        Comparisons.Clear();
        Boxes.Clear();
        Customers.Clear();
        Units.Clear();
        Slots.Clear();
        OlderSlots.Clear();
        Energies.Clear();
        Anchors.Clear();
        Jobs.Clear();
        JobLog.Clear();
        Schedules.Clear();
    }

    public void Fill()
    {
        Clear();
        Boxes.Add(new()
        {
            BoxId = "0197f3b2-0000-7000-8000-000000000001", Label = "Scheune <script>alert(1)</script>", ChainAccount = "box1.market", Connected = true,
            LastSeenAt = Noon, AcknowledgedSequence = 1204, SoftwareVersion = "0.1.0",
            Links =
            {
                new MeterLink { MeterIndex = 1, MeterSerial = "SDM-1001", UnitNumber = "SEE900000000001" },
                new MeterLink { MeterIndex = 2, MeterSerial = "SDM-1002", UnitNumber = "SEE900000000002" },
            },
        });
        Boxes.Add(new() { BoxId = "0197f3b2-0000-7000-8000-000000000002", Label = "Am Mühlbach 3", ChainAccount = "box2.market" });
        Customers.Add(new() { CustomerId = "C-0001", DisplayName = "Hof Köhler", BalancingGroup = Group, UnitNumbers = { "SEE900000000001", "SEE900000000002" } });
        Customers.Add(new() { CustomerId = "C-0002", DisplayName = "Familie Aydın", BalancingGroup = Group });
        Units.Add(new() { UnitNumber = "SEE900000000001", Name = "Dach <b>Süd</b>" });
        Units.Add(new() { UnitNumber = "SEE900000000002" });
        Slots.Add(new() { Timeslot = SettledSlot + 1800, Phase = TimeslotPhase.Open, Offers = 1, OfferedWh = 900 });
        Slots.Add(new() { Timeslot = SettledSlot + 900, Phase = TimeslotPhase.Secondary, Offers = 2, Bids = 3, OfferedWh = 2100, SoldWh = 1500 });
        Slots.Add(new()
        {
            Timeslot = SettledSlot, Phase = TimeslotPhase.Settled, Offers = 2, Bids = 2, OfferedWh = 1750, SoldWh = 1250, PurchasedWh = 500, SettlementVersion = 2,
        });
        OlderSlots.Add(new() { Timeslot = SettledSlot - 900, Phase = TimeslotPhase.Settled, Offers = 1, OfferedWh = 250, SettlementVersion = 1 });
        Book = new()
        {
            GateClosed = true,
            Offers =
            {
                new Offer
                {
                    OfferId = "o-1", UnitNumber = "SEE900000000001", CustomerId = "C-0001", QuantityWh = 1250, StartPriceMctPerKwh = 8420, Divisible = true,
                    Bids = { new Bid { BidId = "b-1", CustomerId = "C-0002", QuantityWh = 1250, PriceMctPerKwh = 10104, HoldsWh = 1250 } },
                },
                new Offer { OfferId = "o-2", UnitNumber = "SEE900000000003", CustomerId = "C-0001", QuantityWh = 500, StartPriceMctPerKwh = 7000 },
            },
        };
        Result = new()
        {
            Trades = { new Trade { OfferId = "o-1", BidId = "b-1", SellerId = "C-0001", BuyerId = "C-0002", QuantityWh = 1250, PriceMctPerKwh = 10104, AmountUct = 12_630_000 } },
            Unsold = { new Unsold { OfferId = "o-2", SellerId = "C-0001", QuantityWh = 500, StartPriceMctPerKwh = 7000 } },
            Purchases = { new Trade { OfferId = "o-2", SellerId = "C-0001", QuantityWh = 500, PriceMctPerKwh = 7000, AmountUct = 3_500_000 } },
        };
        Energies.Add(new() { UnitNumber = "SEE900000000001", MeterSerial = "SDM-1001", Timeslot = SettledSlot, ExportWh = 1801, Quality = Quality.Good, Version = 1 });
        Energies.Add(new() { UnitNumber = "SEE900000000002", MeterSerial = "SDM-1002", Timeslot = SettledSlot, ImportWh = 1190, Quality = Quality.Interpolated, Version = 2 });
        Comparisons.Add(Compared(0, 1700, 1801, MeasuredState.True));
        Comparisons.Add(Compared(1, 1600, 1500, MeasuredState.Substitute));
        Comparisons.Add(Compared(3, 1400, 0, MeasuredState.Missing));
        Accuracy = new()
        {
            InstalledW = 10_000,
            Accuracies =
            {
                new Accuracy
                {
                    Source = "nord", Direction = EnergyDirection.Production, Begin = "2026-06-01", Slots = 1920, Substitutes = 1, NotMeasured = 1, NmaePpm = 34_567, NrmsePpm = 60_000, BiasPpm = -12_000,
                    RelativeErrorPpm = 101_000, SkillPpm = 250_000,
                },
                new Accuracy { Source = "own:pv", Direction = EnergyDirection.Production, Begin = "2026-06-01", Slots = 0, NotMeasured = 4 },
            },
        };
        Settlement = new()
        {
            Version = 2, SettledAt = Noon,
            Lines =
            {
                new SettlementLine { CustomerId = "C-0001", SoldWh = 1750, FedInWh = 1801, DeviationWh = 51, TradesUct = 16_130_000, DeviationUct = 204_000, FeeUct = -51_000, TotalUct = 16_283_000 },
                new SettlementLine { CustomerId = "C-0002", BoughtWh = 1250, DrawnWh = 1190, DeviationWh = 60, TradesUct = -12_630_000, DeviationUct = 240_000, FeeUct = -60_000, TotalUct = -12_450_000 },
            },
        };
        Anchors.Add(new()
        {
            Kind = AnchorKind.Settlement, Timeslot = SettledSlot, Version = 2, Root = Digest("settlement"), LeafCount = 2, State = AnchorState.Irreversible,
            TransactionId = Convert.ToHexStringLower(Digest("transaction").Span), BlockNum = 4711,
        });
        Anchors.Add(new() { Kind = AnchorKind.Book, Timeslot = SettledSlot, Version = 1, Root = Digest("book"), LeafCount = 4, State = AnchorState.Waiting });
        Jobs.Add(new()
        {
            JobId = "0197f3b2-0000-7000-8000-0000000000a1", Kind = "mastr-import", State = JobState.Running, StartedBy = "control room", Arguments = "{}", Backend = "server1/4711",
            Stage = "units: EinheitenSolar_3.xml", Done = 12_500, Total = 50_000, RequestedAt = Noon, BegunAt = Noon,
        });
        Jobs.Add(new()
        {
            JobId = "0197f3b2-0000-7000-8000-0000000000a2", Kind = "gate-closures", State = JobState.Succeeded, StartedBy = "schedule gate-closures", Arguments = "{}", Backend = "server1/4711",
            Result = "The gate of 2026-06-21T12:00Z was closed.", RequestedAt = Noon, BegunAt = Noon, EndedAt = Noon, DueAt = Noon, LogLines = 2, Warnings = 1,
        });
        Jobs.Add(new()
        {
            JobId = "0197f3b2-0000-7000-8000-0000000000a3", Kind = "mastr-sync", State = JobState.Failed, StartedBy = "schedule mastr-sync", Arguments = "{}",
            Failure = "The web service is under <b>maintenance</b>.", RequestedAt = Noon, BegunAt = Noon, EndedAt = Noon,
        });
        JobLog.Add(new() { Line = 1, At = Noon, Level = JobLogLevel.Information, Message = "Began." });
        JobLog.Add(new() { Line = 2, At = Noon, Level = JobLogLevel.Warning, Message = "A book was opened late." });
        Schedules.Add(new() { Name = "gate-closures", Kind = "gate-closures", Cron = "0 0/15 * * * ?", Arguments = "{}", Enabled = true, NextAt = Noon, Last = Jobs[1] });
        Schedules.Add(new() { Name = "data-requests", Kind = "data-requests", Cron = "0 20 0 * * ?", Arguments = "{}" });
        Status = new()
        {
            MarketTime = Noon, ClockFactor = 60, Version = "0.1.0",
            Parts =
            {
                new PartStatus { Part = "database", State = PartState.Well, Detail = "PostgreSQL 15 answers." },
                new PartStatus { Part = "chain", State = PartState.Degraded, Detail = "3 anchors wait: the node was last reached at 11:02." },
                new PartStatus { Part = "boxes", State = PartState.Down, Detail = "1 of 2 boxes is not connected." },
            },
        };
    }

    static ForecastComparison Compared(int slot, long forecast, long measured, MeasuredState state) => new()
    {
        Timeslot = SettledSlot + (slot * 900), Direction = EnergyDirection.Production, MeasuredWh = measured, Measured = state,
        Forecast = new() { Direction = EnergyDirection.Production, EnergyWh = forecast, BelievedAt = Noon, Source = "nord", Document = "prognose <1>.csv", Kind = BeliefKind.Delivered },
    };

    static ByteString Digest(string of) => ByteString.CopyFrom(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(of)));
}

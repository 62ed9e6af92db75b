using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>A box that signs with an R1 key, as its TPM would.</summary>
sealed class TestBox(string account)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Account => account;

    public PrivateKey Key { get; } = PrivateKey.Generate(KeyType.R1);

    public SaltedLeaf Reading { get; } = new(SaltedLeaf.NewSalt(), """{"register":"energy","value":4711}"""u8);

    /// <summary>Its signed answer to an event.</summary>
    public async Task<SealedEntry> AnswerAsync(Market market, long eventId, double expireSeconds = 60)
    {
        var eos = market.Client(expireSeconds: expireSeconds);
        var report = Report.OnEvent(Name.Parse(account), (ulong)eventId, new(Reading.Commitment.ToArray()));
        var transaction = await eos.Prepare(
            new() { Actions = [report.ToAction(market.Accounts.Contract, new(account))] }, Market.Cancellation);
        var signature = Key.Sign(transaction.SigningDigest(market.Chain.ChainId));
        return new(transaction.Pack(), [signature.ToString()], transaction.Id.ToArray(), transaction.Expiration.Time);
    }

    public Checksum256 Commitment => new(Reading.Commitment.ToArray());

    /// <summary>It follows the chain by itself, and sends by itself.</summary>
    /// <returns>The transaction's id.</returns>
    public async Task<Checksum256> ReportAsync(Market market, Report report) => (await market.Client(signer: Key).CreateTransaction(
        new() { Actions = [report.ToAction(market.Accounts.Contract, new(account))] }, Market.Cancellation)).TransactionId;

    public async Task SendAnswerAsync(Market market, long eventId, SealedEntry answer) =>
        await market.Events.AnswerAsync(eventId, Id, account, answer, Reading.Salt, Reading.Content, Market.Cancellation);
}

sealed class Boxes : IBoxDirectory
{
    readonly Dictionary<string, Guid> _boxes = new(StringComparer.Ordinal);

    public void Add(TestBox box) => _boxes.Add(box.Account, box.Id);

    public Task<Guid?> FindAsync(string chainAccount, CancellationToken cancellation) =>
        Task.FromResult(_boxes.TryGetValue(chainAccount, out var box) ? box : (Guid?)null);
}

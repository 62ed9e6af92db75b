using Grpc.Core;
using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class RevocationTests(RunningSystem system, RealTimeBackend own) : IClassFixture<RealTimeBackend>
{
    static readonly ContractAccounts Accounts = new(MarketContract.DefaultAccount, Name.Parse("lem.operator"), Name.Parse("lem.trigger"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Registry => new(own.Backend.As("Operator"));

    EvidenceService.EvidenceServiceClient Evidence => new(own.Backend.As("Operator"));

    byte[] EndPoint => SignedHello.EndPoint(own.Files.Certificates.Server);

    [Fact]
    public async Task A_revoked_box_is_told_why_at_once_and_cannot_come_back()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        await PutOnChainAsync(box);
        var (link, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint);
        await link.SendBatchAsync(box.Next([box.Energy(own.Backend.Clock.GetUtcNow(), 1)]));
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);

        await RevokeAsync(box, " stolen from the cellar in Görlitz ");
        Assert.Equal("The box was revoked: stolen from the cellar in Görlitz", (await link.NextAsync()).GoAway.Reason);
        Assert.Equal(StatusCode.OK, (await link.EndAsync()).StatusCode);
        link.Dispose();

        var refused = await Assert.ThrowsAsync<RpcException>(() => BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        await RevokeAsync(box, "a second time");
        var listed = (await Registry.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes.Single(listed => listed.BoxId == $"{box.Id}");
        Assert.Equal((true, "stolen from the cellar in Görlitz", false), (listed.Revoked, listed.RevocationReason, listed.Connected));
        await IsOnChainAsync(box, revoked: true);
    }

    [Fact]
    public async Task Its_stream_at_another_backend_on_the_same_database_ends_too()
    {
        var other = await own.StartAsync();
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        await PutOnChainAsync(box);
        var (link, _) = await BoxLink.ConnectAsync(other.Connect(token: null), box, EndPoint);
        await RevokeAsync(box, "sold");
        Assert.Contains("sold", (await link.NextAsync()).GoAway.Reason, StringComparison.Ordinal);
        Assert.Equal(StatusCode.OK, (await link.EndAsync()).StatusCode);
        link.Dispose();
    }

    [Fact]
    public async Task What_the_chain_refuses_is_listed_as_a_dead_letter_and_sent_again_when_asked()
    {
        // The chain does not know the account of this box yet.
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        await RevokeAsync(box, "out of use");
        var letter = await Waiting.ForAsync("the dead letter", () => DeadLetterAsync(box), letter => letter is not null, Cancellation);
        Assert.Equal((true, 64), (letter!.Retryable, letter.TransactionId.Length));
        Assert.InRange(letter.Attempts, 1, int.MaxValue);
        Assert.Equal(MarketError.BoxNotRegistered, MarketErrors.In(letter.Failure));

        await PutOnChainAsync(box);
        await IsOnChainAsync(box, revoked: false);
        await Evidence.RetryDeadLetterAsync(new() { EntryId = letter.EntryId }, cancellationToken: Cancellation);
        await IsOnChainAsync(box, revoked: true);
        Assert.Null(await DeadLetterAsync(box));
        await Evidence.RetryDeadLetterAsync(new() { EntryId = letter.EntryId }, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task What_was_signed_by_a_box_or_is_not_there_cannot_be_sent_again()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        await using var connection = await OpenAsync();
        await using var insert = new NpgsqlCommand(
            "insert into chain_outbox (queue, key, state, created_at, failure) values ('box:' || $1, 'report:' || $1, 'failed', now(), 'E06') returning id", connection)
        {
            Parameters = { new() { Value = box.Account } },
        };
        var id = (long)(await insert.ExecuteScalarAsync(Cancellation))!;
        try
        {
            await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => RetryAsync(id), "signed", "RequestData");
            await Refusals.RefusedAsync(StatusCode.NotFound, () => RetryAsync(long.MaxValue), $"{long.MaxValue}");
            await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => RetryAsync(-1), "entry_id");
            await Refusals.RefusedAsync(
                StatusCode.InvalidArgument, async () => await Evidence.ListDeadLettersAsync(new() { PageToken = "x" }, cancellationToken: Cancellation), "page_token");
            var page = await Evidence.ListDeadLettersAsync(new() { PageSize = 1, PageToken = $"{id + 1}" }, cancellationToken: Cancellation);
            Assert.Equal((id, false, $"{id}"), (Assert.Single(page.DeadLetters).EntryId, page.DeadLetters[0].Retryable, page.NextPageToken));
        }
        finally
        {
            await using var delete = new NpgsqlCommand($"delete from chain_outbox where id = {id}", connection);
            await delete.ExecuteNonQueryAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_revocation_needs_a_box_and_a_reason()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => RevokeAsync(box, " "), "reason");
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => RevokeAsync(box, new('x', 201)), "reason");
        await Refusals.RefusedAsync(
            StatusCode.InvalidArgument, async () => await Registry.RevokeBoxAsync(new() { BoxId = "box", Reason = "sold" }, cancellationToken: Cancellation), "box_id");
        var nobody = $"{Guid.NewGuid()}";
        await Refusals.RefusedAsync(
            StatusCode.NotFound, async () => await Registry.RevokeBoxAsync(new() { BoxId = nobody, Reason = "sold" }, cancellationToken: Cancellation), nobody);
    }

    async Task RevokeAsync(SoftwareBox box, string reason) =>
        await Registry.RevokeBoxAsync(new() { BoxId = $"{box.Id}", Reason = reason }, cancellationToken: Cancellation);

    async Task RetryAsync(long id) => await Evidence.RetryDeadLetterAsync(new() { EntryId = id }, cancellationToken: Cancellation);

    async Task<Protos.V1.DeadLetter?> DeadLetterAsync(SoftwareBox box) => (await Evidence.ListDeadLettersAsync(new(), cancellationToken: Cancellation))
        .DeadLetters.SingleOrDefault(letter => letter.Subject == "revoke:" + box.Account);

    /// <summary>As an enrolment does.</summary>
    async Task PutOnChainAsync(SoftwareBox box)
    {
        await using var connection = await OpenAsync();
        await using var insert = BoxAccountEntry.Of(box.Account, box.PublicKey, Accounts, own.Backend.Clock.GetUtcNow()).ToCommand(connection);
        await insert.ExecuteNonQueryAsync(Cancellation);
    }

    async Task IsOnChainAsync(SoftwareBox box, bool revoked) => await Waiting.ForAsync(
        $"the box on the chain, revoked {revoked}",
        async () => (await system.Chain.Client().GetTableRows(
                new(Accounts.Contract, $"{Accounts.Contract}", BoxRow.Table) { Json = false, Limit = 1_000 }, Cancellation))
            .Packed().Select(row => BoxRow.Read(row)).SingleOrDefault(row => row.Box == Name.Parse(box.Account)),
        row => row?.Revoked == revoked,
        Cancellation);

    async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(own.Database + ";Search Path=lem");
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}

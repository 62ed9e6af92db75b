using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.EndToEnd.OnChain;
using LocalEnergyMarket.MainJob;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>Nothing personal is on the chain: all that the main job put there, against all that the register knows.</summary>
[Collection<OneMainJob>]
public sealed class OnChainTests(MainJobFixture fixture)
{
    static readonly PermissionLevel Operator = new("lem.operator");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_a_person_is_on_the_chain_and_it_would_be_found_if_it_were()
    {
        var known = await PersonalData.OfRegisterAsync(
            fixture.System.Database,
            Neighbourhood.Traders.SelectMany(trader => new[] { trader.MeterSerial, trader.UnitNumber, trader.CustomerId, trader.DisplayName }).Append(Neighbourhood.BalancingGroup),
            Cancellation);
        Assert.Superset(
            new HashSet<string>(["ABR900000047152", "SVE900000047138", "C-0003", "Werkstatt am Bach", "01067", "Dresden", fixture.System.Boxes[0].BoxId], StringComparer.Ordinal),
            new HashSet<string>(known.Values, StringComparer.Ordinal));

        var contents = await ChainContents.ReadAsync(fixture.System.Chain.Client(), Cancellation);
        Assert.Empty(contents.SelectMany(known.In));
        var places = contents.Select(piece => piece.Where.Split(", ")[^1]).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(
                [
                    "eosio::newaccount", "eosio::setcode", "eosio::setabi", "lem.market::configure", "lem.market::regbox", "lem.market::anchor", "lem.market::senddata", "lem.market::report",
                    "transaction", "table config of lem.market", "table boxes of lem.market", "table events of lem.market", "table reports of lem.market", "table anchors of lembg1",
                ],
                StringComparer.Ordinal),
            places);

        // The same run with a unit that is committed to without a salt, and a market that is named after a place.
        using var key = PrivateKey.Parse((await File.ReadAllTextAsync(fixture.System.In("chain", "operator.key"), Cancellation)).Trim());
        using var http = new HttpClient();
        var careless = new Eos(new() { HttpEndpoint = fixture.System.Chain.Url, SignProvider = new DefaultSignProvider(key) }, http);
        var signed = await careless.Sign(
            new()
            {
                Actions =
                [
                    new RegisterUnit(new(SHA256.HashData(Encoding.UTF8.GetBytes(Neighbourhood.Workshop.UnitNumber)))).ToAction(MarketContract.DefaultAccount, Operator),
                    new Anchor(Name.Parse("dresden"), AnchorKind.Book, 900, 1, Checksum256.Hash([1]), 1).ToAction(MarketContract.DefaultAccount, Operator),
                ],
            },
            Cancellation);
        await careless.SendTransaction(signed.Pack(), Cancellation);
        await careless.WaitForFinality(signed.Transaction, cancellation: Cancellation);

        var found = (await ChainContents.ReadAsync(fixture.System.Chain.Client(), Cancellation)).SelectMany(known.In).ToList();
        foreach (var place in new[] { "transaction", "lem.market::regunit", "table units of lem.market" })
        {
            Assert.Contains(found, finding => finding.Contains(place, StringComparison.Ordinal) && finding.Contains("SVE900000047145, SHA-256 of its UTF-8", StringComparison.Ordinal));
        }

        foreach (var place in new[] { "transaction", "lem.market::anchor", "table anchors of dresden" })
        {
            Assert.Contains(found, finding => finding.Contains(place, StringComparison.Ordinal) && finding.Contains("Dresden as a ", StringComparison.Ordinal));
        }
    }

    /// <summary>Box 2 has a node of its own: it says on the chain what its batches are, and the backend has just these.</summary>
    [Fact]
    public async Task A_box_with_a_node_of_its_own_has_reported_a_timeslot_that_the_backends_batches_open()
    {
        var box = fixture.System.Boxes[1];
        var contract = MarketContract.DefaultAccount;
        var rows = await fixture.System.Chain.Client().GetTableRows(
            new TableRowsRequest(contract, contract.ToString(), BoxRow.Table) { Json = false, LowerBound = box.ChainAccount, UpperBound = box.ChainAccount },
            Cancellation);
        var row = BoxRow.Read(Assert.Single(rows.Packed()));
        Assert.True(row.Timeslot > 0 && row.Timeslot % 900 == 0, $"{row.Timeslot}");
        var commitments = await Ledger.CommitmentsAsync(fixture.System.Database, box.BoxId, Cancellation);
        Assert.Contains(commitments, commitment => commitment == row.Commitment.ToString());
    }

    [Theory]
    [InlineData("SEE900000047114", "534545393030303030303437313134", "in UTF-8")]
    [InlineData("see900000047114", "534545393030303030303437313134", "in UTF-8")]
    [InlineData("SEE900000047114", "AA0AE02E8CD1000000BB", "as a number")]
    [InlineData("C-0001", "0043002D0030003000300031000000", "in UTF-16")]
    [InlineData("5f0c1a3e-8f6b-4c1d-9e2a-1b2c3d4e5f60", "5F0C1A3E8F6B4C1D9E2A1B2C3D4E5F60", "as bytes")]
    [InlineData("5f0c1a3e-8f6b-4c1d-9e2a-1b2c3d4e5f60", "3E1A0C5F6B8F1D4C9E2A1B2C3D4E5F60", "as bytes")]
    public void Every_form_is_found_among_other_bytes(string value, string planted, string form)
    {
        var piece = new OnChainPiece("here", Convert.FromHexString("0011" + planted + "2233"), []);
        Assert.Contains(new PersonalData([value]).In(piece), finding => finding.Contains(form, StringComparison.Ordinal));
        Assert.Empty(new PersonalData(["another one"]).In(piece));
    }

    [Fact]
    public void Every_hash_is_found_whole_or_its_beginning_and_in_digits_and_a_salted_one_is_not()
    {
        var known = new PersonalData(["Familie Sommer"]);
        var text = Encoding.UTF8.GetBytes("Familie Sommer");
        foreach (var hash in new[] { SHA256.HashData(text), SHA512.HashData(text), Ripemd160.HashData(text), SHA256.HashData("familie sommer"u8) })
        {
            Assert.NotEmpty(known.In(new("raw", hash, [])));
            Assert.NotEmpty(known.In(new("its beginning", hash.AsMemory(0, 8), [])));
            Assert.NotEmpty(known.In(new("digits", Encoding.ASCII.GetBytes(Convert.ToHexString(hash)), [])));
        }

        Assert.Empty(known.In(new("salted", SHA256.HashData([.. RandomNumberGenerator.GetBytes(16), .. text]), [])));
        Assert.NotEmpty(known.In(new("text", default, ["an order of familie sommer, cellar"])));
        Assert.Empty(known.In(new("key", default, ["PUB_R1_FamilieSommer"])));
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.EndToEnd.OnChain;

/// <summary>A piece of what stands on a chain: its bytes, and every name and text that the interface makes of them.</summary>
/// <param name="Where">For messages.</param>
sealed record OnChainPiece(string Where, ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> Texts);

/// <summary>Everything on a chain: the packed transactions of every block, every action that was executed, every row of every table.</summary>
static class ChainContents
{
    const int PageSize = 1_000;
    static readonly Name OnBlock = Name.Parse("onblock");

    public static async Task<IReadOnlyList<OnChainPiece>> ReadAsync(Eos eos, CancellationToken cancellation)
    {
        var head = (await eos.GetInfo(cancellation)).HeadBlockNum;
        var pieces = new List<OnChainPiece>();
        var contracts = new HashSet<Name>();
        for (var number = 2u; number <= head; number++)
        {
            foreach (var receipt in (await eos.GetBlock(number, cancellation)).Transactions)
            {
                pieces.Add(new(string.Create(CultureInfo.InvariantCulture, $"block {number}, transaction"), receipt.Transaction.PackedTrx, []));
            }

            foreach (var action in (await eos.GetTracedBlock(number, cancellation))?.Transactions.SelectMany(transaction => transaction.Actions) ?? [])
            {
                contracts.Add(action.Account);
                pieces.Add(await ActionAsync(eos, number, action, cancellation));
            }
        }

        foreach (var contract in contracts)
        {
            await foreach (var row in RowsAsync(eos, contract, cancellation))
            {
                pieces.Add(row);
            }
        }

        return pieces;
    }

    static async Task<OnChainPiece> ActionAsync(Eos eos, uint number, TracedAction action, CancellationToken cancellation)
    {
        // The chain's own action, with a block's header, which the system's interface does not describe.
        var fields = action.Action == OnBlock && action.Account == NativeContract.Account
            ? null
            : (await eos.GetSerializer(action.Account, cancellation: cancellation)).UnpackAction(action.Action, action.Data.Span);
        IEnumerable<string> names =
            [$"{action.Account}", $"{action.Action}", $"{action.Receiver}", .. action.Authorization.SelectMany(level => new[] { $"{level.Actor}", $"{level.Permission}" })];
        return new(
            string.Create(CultureInfo.InvariantCulture, $"block {number}, {action.Account}::{action.Action}"),
            (byte[])[.. action.Data.Span, .. action.ReturnValue.Span],
            [.. names, .. Texts(fields)]);
    }

    static async IAsyncEnumerable<OnChainPiece> RowsAsync(
        Eos eos, Name contract, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var scopes = await eos.GetTableByScope(contract, limit: PageSize, cancellation: cancellation);
        Assert.Equal("", scopes.More);
        if (scopes.Rows.Count == 0)
        {
            yield break;
        }

        var serializer = await eos.GetSerializer(contract, cancellation: cancellation);
        foreach (var scope in scopes.Rows)
        {
            var page = await eos.GetTableRows(new(contract, scope.Scope, scope.Table) { Json = false, Limit = PageSize }, cancellation);
            Assert.Equal((int)scope.Count, page.Rows.Count);
            foreach (var row in page.Packed())
            {
                yield return new($"table {scope.Table} of {scope.Scope}", row, [scope.Scope, $"{scope.Table}", .. Texts(serializer.UnpackRow(scope.Table, row))]);
            }
        }
    }

    static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Texts(field.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}

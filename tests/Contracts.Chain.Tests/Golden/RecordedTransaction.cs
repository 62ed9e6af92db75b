using System.Numerics;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Makes a recorded transaction anew for the chain here, with the fault that was recorded.</summary>
static class RecordedTransaction
{
    public static JsonObject Body(RecordedChain chain, Recording recording)
    {
        var body = recording.Request!.DeepClone().AsObject();
        var recorded = body["transaction"] as JsonObject ?? body;
        if (recording.Name.StartsWith("error-signature-text", StringComparison.Ordinal))
        {
            return body;
        }

        var packed = TransactionJson.ReadPackedTransaction(recorded);
        var made = Make(chain, Kind(recording.Name), packed);
        var json = made.ToJson();
        if (ReferenceEquals(recorded, body))
        {
            body = json;
        }
        else
        {
            body["transaction"] = json;
        }

        var id = made.Unpack().Transaction.Id.ToString();
        chain.Ids[packed.Unpack().Transaction.Id.ToString()] = id;
        return body;
    }

    /// <summary>The fault by the recording's name.</summary>
    static string Kind(string name) => Path.GetFileName(name)
        .Replace("push_transaction-", "", StringComparison.Ordinal)
        .Replace("-no-failure-trace", "", StringComparison.Ordinal);

    static PackedTransaction Make(RecordedChain chain, string kind, PackedTransaction recorded)
    {
        var transaction = kind is "error-tapos" ? recorded.Unpack().Transaction : chain.Refer(recorded.Unpack().Transaction);
        var keys = recorded.Signatures.Count == 0
            ? []
            : transaction.Actions.SelectMany(a => a.Authorization).Distinct().Select(chain.Keys.Of).Distinct().ToList();
        return kind switch
        {
            "error-wrong-signature" => chain.Sign(transaction, [chain.Keys.Nobody]),
            "error-irrelevant-signature" => chain.Sign(transaction, [chain.Keys.Box, chain.Keys.Nobody]),
            "error-wrong-chain-id" => new SignedTransaction(
                transaction, [chain.Keys.Box.Sign(transaction.SigningDigest(Checksum256.Hash([1])))]).Pack(),
            "error-r1-high-s" => WithHighS(chain.Sign(transaction, [chain.Keys.Box])),
            _ => chain.Sign(transaction, keys, recorded.Compression),
        };
    }

    static PackedTransaction WithHighS(PackedTransaction packed)
    {
        var order = BigInteger.Parse("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber, provider: null);
        var compact = packed.Signatures[0].Compact.ToArray();
        var high = (order - new BigInteger(compact.AsSpan(33), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        compact.AsSpan(33).Clear();
        high.CopyTo(compact.AsSpan(65 - high.Length));
        return packed with { Signatures = [Signature.FromCompact(KeyType.R1, compact)] };
    }
}

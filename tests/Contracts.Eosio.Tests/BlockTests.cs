using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class BlockTests
{
    [Fact]
    public void Every_real_block_has_the_id_and_the_transaction_root_we_compute()
    {
        Assert.All(Vectors.Blocks, vector =>
        {
            var header = BlockHeader.Unpack(vector.Bytes("packedHeader"));
            Assert.Equal(vector.Text("packedHeader"), Convert.ToHexStringLower(header.Pack()));
            Assert.Equal(vector.Text("id"), header.Id.ToString());
            Assert.Equal(vector!["blockNum"]!.GetValue<uint>(), header.Number);
            Assert.Equal(vector.Text("timestamp"), header.Timestamp.ToString());
            Assert.Equal(header.Timestamp, BlockTimestamp.Parse(vector.Text("timestamp")));
            Assert.Equal(vector.Text("producer"), header.Producer.ToString());
            Assert.Equal(vector["refBlockPrefix"]!.GetValue<uint>(), BlockId.RefBlockPrefix(header.Id));
            var receipts = vector["receipts"]!.AsArray().Select(receipt =>
            {
                var read = new TransactionReceipt(
                    TransactionStatus.Executed,
                    receipt!["cpu_usage_us"]!.GetValue<uint>(),
                    receipt["net_usage_words"]!.GetValue<uint>(),
                    TransactionJson.ReadPackedTransaction(receipt));
                Assert.Equal(receipt.Text("packedTrxDigest"), read.Transaction.PackedDigest().ToString());
                Assert.Equal(receipt.Text("receiptDigest"), read.Digest().ToString());
                Assert.Equal(receipt.Text("transactionId"), read.Transaction.Unpack().Transaction.Id.ToString());
                return read.Digest();
            });
            Assert.Equal(vector.Text("transaction_mroot"), ChainMerkle.Root([.. receipts]).ToString());
        });
    }

    [Fact]
    public void Merkle_examples_agree() => Assert.All(Vectors.MerkleExamples, vector =>
        Assert.Equal(vector.Text("root"), ChainMerkle.Root([.. vector!["leaves"]!.AsArray().Select(leaf => Checksum256.Parse(leaf!.GetValue<string>()))]).ToString()));

    [Fact]
    public void Every_action_receipt_of_a_real_trace_has_the_digest_we_compute()
    {
        Assert.All(Vectors.ActionReceipts, vector =>
        {
            var receipt = vector!["receipt"]!;
            var action = TransactionJson.ReadAction(vector["act"]);
            var read = new ActionReceipt(
                Name.Parse(receipt.Text("receiver")),
                ActionReceipt.DigestOf(action, vector.Bytes("returnValueHex")),
                receipt["global_sequence"]!.GetValue<ulong>(),
                receipt["recv_sequence"]!.GetValue<ulong>(),
                [.. receipt["auth_sequence"]!.AsArray().Select(AuthSequence)],
                receipt["code_sequence"]!.GetValue<uint>(),
                receipt["abi_sequence"]!.GetValue<uint>());
            Assert.Equal(receipt.Text("act_digest"), read.ActDigest.ToString());
            Assert.Equal(vector.Text("receiptDigest"), read.Digest().ToString());
        });
    }

    static KeyValuePair<Name, ulong> AuthSequence(JsonNode? pair) => new(Name.Parse(pair![0]!.GetValue<string>()), pair[1]!.GetValue<ulong>());
}

using System.Text;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Benchmarks.Chain;

/// <summary>
/// A contract whose only action calls <c>assert_recover_key</c> again and again:
/// <c>(func (export "apply") (param i64 i64 i64) (local i32) …)</c> with digest, signature and key in a data segment.
/// </summary>
static class RecoverModule
{
    /// <summary>How many signatures an action checks.</summary>
    public const int Checks = 50;

    const byte I32 = 0x7F;
    const byte I64 = 0x7E;
    const int SignatureAt = 32;
    const int SignatureSize = 66;
    const int KeyAt = 104;
    const int KeySize = 34;

    public static byte[] Of(PrivateKey key)
    {
        var digest = Checksum256.Hash("a transaction"u8);
        byte[] data =
        [
            .. digest.ToArray(), .. new PackedWriter(SignatureSize).Signature(key.Sign(digest)).ToArray(), .. new byte[KeyAt - SignatureAt - SignatureSize],
            .. new PackedWriter(KeySize).PublicKey(key.PublicKey).ToArray(),
        ];
        byte[] body =
        [
            0x01, 0x01, I32, // one local
            0x41, Checks, 0x21, 0x03, // local 3 = Checks
            0x03, 0x40, // loop
            0x41, 0x00, 0x41, SignatureAt, 0x41, .. Signed(SignatureSize), 0x41, .. Signed(KeyAt), 0x41, KeySize, 0x10, 0x00, // assert_recover_key
            0x20, 0x03, 0x41, 0x01, 0x6B, 0x22, 0x03, 0x0D, 0x00, // if --local 3 goto loop
            0x0B, 0x0B,
        ];
        return
        [
            0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00,
            .. Section(1, [0x02, 0x60, 0x05, I32, I32, I32, I32, I32, 0x00, 0x60, 0x03, I64, I64, I64, 0x00]),
            .. Section(2, [0x01, .. Text("env"), .. Text("assert_recover_key"), 0x00, 0x00]),
            .. Section(3, [0x01, 0x01]),
            .. Section(5, [0x01, 0x00, 0x01]),
            .. Section(7, [0x02, .. Text("memory"), 0x02, 0x00, .. Text("apply"), 0x00, 0x01]),
            .. Section(10, [0x01, (byte)body.Length, .. body]),
            .. Section(11, [0x01, 0x00, 0x41, 0x00, 0x0B, .. Unsigned(data.Length), .. data]),
        ];
    }

    static byte[] Section(byte id, byte[] content) => [id, .. Unsigned(content.Length), .. content];

    static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    /// <summary>LEB128 of a number below 16384.</summary>
    static byte[] Unsigned(int number) => number < 0x80 ? [(byte)number] : [(byte)(number | 0x80), (byte)(number >> 7)];

    static byte[] Signed(int number) => number < 0x40 ? [(byte)number] : [(byte)(number | 0x80), (byte)(number >> 7)];
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>The number under which PostgreSQL keeps an advisory lock of a name in a schema; every process computes the same.</summary>
public static class AdvisoryLockKey
{
    public static long For(string schema, string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{schema}/{name}")));
}

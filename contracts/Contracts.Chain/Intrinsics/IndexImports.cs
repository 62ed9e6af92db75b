using System.Buffers.Binary;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

/// <summary>The db_idx64, db_idx128 and db_idx256 functions. The last takes its key as an array and so one argument more: its length.</summary>
static class IndexImports
{
    public static HostFunctions AddIndices(this HostFunctions imports)
    {
        new Kind<ulong>("db_idx64", 8, IsArray: false, a => a.Index64, BinaryPrimitives.ReadUInt64LittleEndian, BinaryPrimitives.WriteUInt64LittleEndian)
            .AddTo(imports);
        new Kind<UInt128>("db_idx128", 16, IsArray: false, a => a.Index128, BinaryPrimitives.ReadUInt128LittleEndian, BinaryPrimitives.WriteUInt128LittleEndian)
            .AddTo(imports);
        new Kind<Key256>("db_idx256", 32, IsArray: true, a => a.Index256, ReadKey256, WriteKey256).AddTo(imports);
        return imports;
    }

    static Key256 ReadKey256(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128LittleEndian(bytes), BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]));

    static void WriteKey256(Span<byte> bytes, Key256 key)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, key.High);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], key.Low);
    }

    delegate TKey Read<TKey>(ReadOnlySpan<byte> bytes);

    delegate void Write<TKey>(Span<byte> bytes, TKey key);

    sealed record Kind<TKey>(string Prefix, int Bytes, bool IsArray, Func<ActionContext, ActionIndex<TKey>> Index, Read<TKey> Read, Write<TKey> Write)
        where TKey : struct, IComparable<TKey>
    {
        int Extra => IsArray ? 1 : 0;

        string Key => IsArray ? "i32,i32" : "i32";

        public void AddTo(HostFunctions imports) => imports
            .Add(Module, $"{Prefix}_store", $"(i64,i64,i64,i64,{Key})->i32", call =>
                Writing(call, "store").Store(call.U64(0), call.U64(1), call.U64(2), call.U64(3), KeyAt(call, 4)))
            .Add(Module, $"{Prefix}_update", $"(i32,i64,{Key})->()", call => Writing(call, "update").Update(call.I32(0), call.U64(1), KeyAt(call, 2)))
            .Add(Module, $"{Prefix}_remove", "(i32)->()", call => Writing(call, "remove").Remove(call.I32(0)))
            .Add(Module, $"{Prefix}_next", "(i32,i32)->i32", call => RowImports.Moved(call, Of(call).Next(call.I32(0), out var primary), primary))
            .Add(Module, $"{Prefix}_previous", "(i32,i32)->i32", call =>
                RowImports.Moved(call, Of(call).Previous(call.I32(0), out var primary), primary))
            .Add(Module, $"{Prefix}_find_primary", $"(i64,i64,i64,{Key},i64)->i32", call =>
            {
                var found = Of(call).FindPrimary(RowImports.Table(call), call.U64(4 + Extra), out var secondary);
                if (found >= 0)
                {
                    Write(call.Fixed(3, Bytes), secondary);
                }

                return found;
            })
            .Add(Module, $"{Prefix}_find_secondary", $"(i64,i64,i64,{Key},i32)->i32", call =>
            {
                var found = Of(call).FindSecondary(RowImports.Table(call), KeyAt(call, 3), out var primary);
                if (found >= 0)
                {
                    call.WriteUInt64(4 + Extra, primary);
                }

                return found;
            })
            .Add(Module, $"{Prefix}_lowerbound", $"(i64,i64,i64,{Key},i32)->i32", call =>
                WriteFound(call, Of(call).LowerBound(RowImports.Table(call), KeyAt(call, 3), out var found), found))
            .Add(Module, $"{Prefix}_upperbound", $"(i64,i64,i64,{Key},i32)->i32", call =>
                WriteFound(call, Of(call).UpperBound(RowImports.Table(call), KeyAt(call, 3), out var found), found))
            .Add(Module, $"{Prefix}_end", "(i64,i64,i64)->i32", call => Of(call).End(RowImports.Table(call)));

        ActionIndex<TKey> Of(HostCall call) => Index(call.Action());

        ActionIndex<TKey> Writing(HostCall call, string doing) => Index(call.Action().Writing(doing));

        TKey KeyAt(HostCall call, int pointer) => Read(call.Fixed(pointer, Bytes));

        int WriteFound(HostCall call, int iterator, SecondaryKey<TKey>? found)
        {
            if (found is { } key)
            {
                Write(call.Fixed(3, Bytes), key.Secondary);
                call.WriteUInt64(4 + Extra, key.Primary);
            }

            return iterator;
        }
    }
}

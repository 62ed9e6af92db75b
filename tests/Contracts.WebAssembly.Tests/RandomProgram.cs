using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>
/// Writes valid random modules: every integer operation, nested blocks that leave values, branches out of the middle of expressions, dead code, locals that change while read,
/// calls through a table with empty places and other types, a memory that grows, data and a start function. Now and then something traps.
/// </summary>
sealed class RandomProgram(Random random)
{
    const int LocalsPerType = 3;
    const int NarrowType = 0;
    const int WideType = 1;
    const int TableSize = 12;
    const int TableFunctions = 8;
    const byte I32Type = 0x7F;
    const byte I64Type = 0x7E;
    readonly List<byte> _code = [];

    // Result of each open label, innermost last; 0 for a loop or an empty block.
    readonly List<byte> _labels = [];
    int _budget;

    public static byte[] Module(Random random, int functions)
    {
        var module = new ModuleBuilder().Memory(1, 3).Global(WasmType.I32, mutable: true, I32(40)).Global(WasmType.I64, mutable: true, I64(-3));
        Assert.Equal(NarrowType, module.Type("(i32,i64)->i32"));
        Assert.Equal(WideType, module.Type("(i32,i64)->i64"));
        for (var i = 0; i < 3; i++)
        {
            var data = new byte[random.Next(300)];
            random.NextBytes(data);
            module.Data(random.Next(65536 - data.Length), data);
        }

        for (var f = 0; f < functions; f++)
        {
            var wide = f % 2 == 1;
            module.Function($"f{f}", $"(i32,i64)->{(wide ? "i64" : "i32")}", new RandomProgram(random).Body(wide ? I64Type : I32Type, f), "i32 i64 i32 i64");
        }

        module.Function("refuel", "()->()", [.. I32(40), 0x24, 0]);
        module.Function("global", "()->i64", [0x23, 1]);
        var start = module.Function("start", "()->()", [.. I32(random.Next(60000)), .. I64(random.NextInt64()), 0x37, 0, 0, .. I64(random.NextInt64()), 0x24, 1]);
        module.Start(start).Table(TableSize, [.. Enumerable.Range(0, TableFunctions).Select(place => (random.Next(functions / 2) * 2) + (place % 2))]).Export("memory", 2, 0);
        return module.Build();
    }

    byte[] Body(byte result, int functions)
    {
        _budget = 120;
        _labels.Add(result);
        for (var i = 0; i < 4; i++)
        {
            Statement(0, functions);
        }

        Value(result, 0, functions);
        return [.. _code];
    }

    void Statement(int depth, int functions)
    {
        switch (depth > 6 || --_budget < 0 ? 0 : random.Next(13))
        {
            case 0 or 1:
                var type = AnyType();
                Value(type, depth + 1, functions);
                Add(0x21, Local(type));
                break;
            case 2:
                Value(I32Type, depth + 1, functions);
                If(0, depth, functions);
                break;
            case 3:
                Block(0x02, 0, () => Statements(depth, functions));
                break;
            case 4:
                Block(0x03, 0, () =>
                {
                    Statements(depth, functions);
                    Add([0x23, 0, .. I32(1), 0x6B, 0x24, 0, 0x23, 0, .. I32(0), 0x4A, 0x0D, 0]);
                });
                break;
            case 5:
                Value(I32Type, depth + 1, functions);
                Add([.. I32(0xFFFF), 0x71]);
                var stored = AnyType();
                Value(stored, depth + 1, functions);
                (byte, int)[] stores = stored == I32Type ? [(0x36, 2), (0x3A, 0), (0x3B, 1)] : [(0x37, 3), (0x3C, 0), (0x3D, 1), (0x3E, 2)];
                Access(stores[random.Next(stores.Length)]);
                break;
            case 6:
                var global = AnyType();
                Value(global, depth + 1, functions);
                if (global == I64Type)
                {
                    Add(0x24, 1);
                }
                else
                {
                    Add(0x1A);
                }

                break;
            case 7 when random.Next(4) == 0:
                Branch(depth, functions);
                break;
            case 8:
                Value(I32Type, depth + 1, functions);
                Block(0x04, 0, () => Branch(depth, functions));
                break;
            case 9 when random.Next(6) == 0:
                // Unreachable, behind a condition that is seldom met.
                Value(I32Type, depth + 1, functions);
                Add([.. I32(0x1F), 0x71, .. I32(0x13), 0x46, 0x04, 0x40, 0x00, 0x0B]);
                break;
            case 10 when random.Next(4) == 0:
                Value(I32Type, depth + 1, functions);
                Add([.. I32(15), 0x71, .. I32(5), 0x46, 0x04, 0x40]);
                _labels.Add(0);
                Value(_labels[0], depth + 1, functions);
                Add(0x0F, 0x0B);
                _labels.RemoveAt(_labels.Count - 1);
                break;
            case 11 when random.Next(4) == 0:
                Add([.. I32(random.Next(20) == 0 ? random.Next(-1, 70000) : 0), 0x40, 0, 0x1A]);
                break;
            default:
                Value(AnyType(), depth + 1, functions);
                Add(0x1A);
                break;
        }
    }

    void Statements(int depth, int functions)
    {
        for (var i = random.Next(3); i >= 0; i--)
        {
            Statement(depth + 1, functions);
        }
    }

    void Value(byte type, int depth, int functions)
    {
        if (depth > 7 || --_budget < 0)
        {
            Leaf(type);
            return;
        }

        switch (random.Next(17))
        {
            case 0:
                Block(0x02, type, () =>
                {
                    Value(AnyType(), depth + 1, functions);
                    Statements(depth, functions);
                    Add(0x1A);
                    Value(type, depth + 1, functions);
                    Value(I32Type, depth + 1, functions);
                    Add(0x0D, 0);
                    if (random.Next(2) == 0)
                    {
                        Add(0x1A);
                        Value(type, depth + 1, functions);
                    }
                });
                break;
            case 1:
                Value(I32Type, depth + 1, functions);
                If(type, depth, functions);
                break;
            case 2:
                Value(type, depth + 1, functions);
                Value(type, depth + 1, functions);
                Value(I32Type, depth + 1, functions);
                Add(0x1B);
                break;
            case 3:
                Value(type, depth + 1, functions);
                Add(0x22, Local(type));
                break;
            case 4:
                Value(I32Type, depth + 1, functions);
                (byte, int)[] loads = type == I32Type
                    ? [(0x28, 2), (0x2C, 0), (0x2D, 0), (0x2E, 1), (0x2F, 1)]
                    : [(0x29, 3), (0x30, 0), (0x31, 0), (0x32, 1), (0x33, 1), (0x34, 2), (0x35, 2)];
                Add([.. I32(0xFFFF), 0x71]);
                Access(loads[random.Next(loads.Length)]);
                break;
            case 5 when functions > 1:
                // A call of an earlier function of that type, while there is fuel.
                Value(I32Type, depth + 1, functions);
                Add(0x21, Local(I32Type));
                Add([0x23, 0, .. I32(0), 0x4A, 0x04, type, 0x23, 0, .. I32(1), 0x6B, 0x24, 0]);
                Leaf(I32Type);
                Leaf(I64Type);
                var callee = random.Next(functions / 2) * 2;
                Add([0x10, .. U(type == I64Type ? callee + 1 : callee), 0x05]);
                Leaf(type);
                Add(0x0B);
                break;
            case 6:
                Value(type == I32Type ? I64Type : I32Type, depth + 1, functions);
                Add(type == I32Type ? (byte)0xA7 : random.Next(2) == 0 ? (byte)0xAC : (byte)0xAD);
                break;
            case 7:
                Leaf(type);
                break;
            case 8 when type == I32Type:
                // Comparisons, of which the tests for zero take one operand.
                var compared = AnyType();
                Value(compared, depth + 1, functions);
                var comparison = random.Next(11);
                if (comparison > 0)
                {
                    Value(compared, depth + 1, functions);
                }

                Add((byte)((compared == I32Type ? 0x45 : 0x50) + comparison));
                break;
            case 9:
                Value(type, depth + 1, functions);
                Add((byte)((type == I32Type ? 0x67 : 0x79) + random.Next(3)));
                break;
            case 10 when type == I32Type:
                Add(0x3F, 0);
                break;
            case 11:
                Indirect(type, depth, functions);
                break;
            case 12 when type == I64Type:
                Add(0x23, 1);
                break;
            default:
                Value(type, depth + 1, functions);
                Value(type, depth + 1, functions);
                var operation = random.Next(15);
                if (operation == 3 && random.Next(30) == 0)
                {
                    // The only overflow there is: the smallest by -1.
                    Add([0x1A, 0x1A, .. type == I32Type ? [.. I32(int.MinValue), .. I32(-1)] : (byte[])[.. I64(long.MinValue), .. I64(-1)]]);
                }
                else if (operation is >= 3 and <= 6 && random.Next(50) > 0)
                {
                    // A division; most divisors are made odd, or every program would end in a trap.
                    Add(type == I32Type ? [.. I32(1), 0x72] : [.. I64(1), 0x84]);
                }

                Add((byte)((type == I32Type ? 0x6A : 0x7C) + operation));
                break;
        }
    }

    /// <summary>A call through the table, while there is fuel; now and then to a place that may be empty, of another type or outside.</summary>
    void Indirect(byte type, int depth, int functions)
    {
        Value(I32Type, depth + 1, functions);
        var local = Local(I32Type);
        Add(0x21, local);
        Add([0x23, 0, .. I32(0), 0x4A, 0x04, type, 0x23, 0, .. I32(1), 0x6B, 0x24, 0]);
        _labels.Add(type);
        Leaf(I32Type);
        Leaf(I64Type);
        Add(0x20, local);
        Add([.. random.Next(25) == 0 ? [.. I32(0xF), 0x71] : (byte[])[.. I32(3), 0x71, .. I32(1), 0x74, .. I32(type == I64Type ? 1 : 0), 0x72]]);
        Add([0x11, (byte)(type == I64Type ? WideType : NarrowType), 0, 0x05]);
        Leaf(type);
        _labels.RemoveAt(_labels.Count - 1);
        Add(0x0B);
    }

    /// <summary>Alignment at most that of the operation, and an offset that is small, or seldom far.</summary>
    void Access((byte Operation, int Alignment) access)
    {
        var offset = random.Next(60) switch { 0 => uint.MaxValue - (uint)random.Next(20), 1 => (uint)random.Next(200_000), _ => (uint)random.Next(100) };
        Add([access.Operation, (byte)random.Next(access.Alignment + 1), .. U(unchecked((int)offset))]);
    }

    void If(byte result, int depth, int functions)
    {
        Block(0x04, result, () =>
        {
            Statements(depth, functions);
            if (result != 0)
            {
                Value(result, depth + 1, functions);
            }

            Add(0x05);
            Statements(depth, functions);
            if (result != 0)
            {
                Value(result, depth + 1, functions);
            }
        });
    }

    void Branch(int depth, int functions)
    {
        // Loops are only repeated by their own counter, so that every program ends.
        var target = random.Next(_labels.Count);
        while (_labels[^(target + 1)] == LoopLabel)
        {
            target = random.Next(_labels.Count);
        }

        var carried = _labels[^(target + 1)];
        if (carried != 0)
        {
            Value(carried, depth + 1, functions);
        }

        if (random.Next(2) == 0)
        {
            Add(0x0C, (byte)target);
        }
        else
        {
            var others = Enumerable.Range(0, _labels.Count).Where(l => _labels[^(l + 1)] == carried).Select(l => (byte)l).ToArray();
            Value(I32Type, depth + 1, functions);
            Add([0x0E, (byte)others.Length, .. others, (byte)target]);
        }
    }

    void Block(byte kind, byte result, Action content)
    {
        Add(kind, result == 0 ? (byte)0x40 : result);
        _labels.Add(kind == 0x03 ? LoopLabel : result);
        content();
        _labels.RemoveAt(_labels.Count - 1);
        Add(0x0B);
    }

    const byte LoopLabel = 1;

    void Leaf(byte type)
    {
        if (random.Next(3) == 0)
        {
            Add(type == I32Type ? I32(random.Next(-5, 70000)) : I64(random.NextInt64() >> random.Next(64)));
        }
        else
        {
            Add(0x20, Local(type));
        }
    }

    byte AnyType() => random.Next(2) == 0 ? I32Type : I64Type;

    // Locals alternate between the types, parameters included.
    byte Local(byte type) => (byte)((random.Next(LocalsPerType) * 2) + (type == I64Type ? 1 : 0));

    void Add(params byte[] bytes) => _code.AddRange(bytes);
}

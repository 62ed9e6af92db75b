using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>Writes valid random code: nested blocks that leave values, branches out of the middle of expressions, dead code, locals that change while read.</summary>
sealed class RandomProgram(Random random)
{
    const int LocalsPerType = 3;
    const byte I32Type = 0x7F;
    const byte I64Type = 0x7E;
    readonly List<byte> _code = [];

    // Result of each open label, innermost last; 0 for a loop or an empty block.
    readonly List<byte> _labels = [];
    int _budget;

    public static byte[] Module(Random random, int functions)
    {
        var module = new ModuleBuilder().Memory(1, 2).Global(WasmType.I32, mutable: true, I32(40)).Global(WasmType.I64, mutable: true, I64(-3));
        for (var f = 0; f < functions; f++)
        {
            var wide = f % 2 == 1;
            module.Function($"f{f}", $"(i32,i64)->{(wide ? "i64" : "i32")}", new RandomProgram(random).Body(wide ? I64Type : I32Type, f), "i32 i64 i32 i64");
        }

        module.Function("refuel", "()->()", [.. I32(40), 0x24, 0]);
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
        switch (depth > 6 || --_budget < 0 ? 0 : random.Next(12))
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
                byte[] stores = stored == I32Type ? [0x36, 0x3A, 0x3B] : [0x37, 0x3C, 0x3D, 0x3E];
                Add(stores[random.Next(stores.Length)], 0, (byte)random.Next(100));
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

        switch (random.Next(12))
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
                byte[] loads = type == I32Type ? [0x28, 0x2C, 0x2D, 0x2E, 0x2F] : [0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35];
                Add([.. I32(0xFFFF), 0x71, loads[random.Next(loads.Length)], 0, (byte)random.Next(100)]);
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
            default:
                Value(type, depth + 1, functions);
                Value(type, depth + 1, functions);
                var operation = random.Next(15);
                if (operation is >= 3 and <= 6 && random.Next(50) > 0)
                {
                    // A division; most divisors are made odd, or every program would end in a trap.
                    Add(type == I32Type ? [.. I32(1), 0x72] : [.. I64(1), 0x84]);
                }

                Add((byte)((type == I32Type ? 0x6A : 0x7C) + operation));
                break;
        }
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

using System.Globalization;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>
/// A SunSpec device put together by the rows of meters.csv (models 1, 101, 103, 111, 113, 203, 213), not by the product's model files. Numbers are
/// raw; what is not given is "not implemented".
/// </summary>
sealed class SunSpecImage(StrictUnit unit, int place)
{
    int _next = place + 2;

    public static IReadOnlyList<CsvRow> Rows(int model) => CsvRow.Of($"SunSpec model {model.ToString(CultureInfo.InvariantCulture)} (address = offset from ID register)");

    public static SunSpecImage At(StrictUnit unit, int place)
    {
        unit.PutHolding(place, 0x5375, 0x6E53);
        return new(unit, place);
    }

    public SunSpecImage Model(int model, params (string Point, decimal Raw)[] values) => Like(model, model, values);

    /// <summary>A model with another's layout.</summary>
    public SunSpecImage Like(int model, int layout, params (string Point, decimal Raw)[] values)
    {
        var rows = Rows(layout);
        var length = rows.Max(r => r.Address + r.Count) - 2;
        foreach (var row in rows)
        {
            var given = values.Where(v => v.Point == row.Quantity).Select(v => (decimal?)v.Raw).FirstOrDefault();
            unit.PutHolding(_next + row.Address, row.Quantity switch
            {
                "ID" => [(ushort)model],
                "L" => [(ushort)length],
                _ when given is { } raw => row.Registers(raw),
                _ => NotImplemented(row),
            });
        }

        // A header is read alone, before it is known what follows.
        _next += 2 + length;
        return this;
    }

    public SunSpecImage Common(string serial, bool pad = true)
    {
        foreach (var row in Rows(1).Where(r => pad || r.Quantity != "Pad"))
        {
            unit.PutHolding(_next + row.Address, row.Quantity switch
            {
                "ID" => [1],
                "L" => [(ushort)(pad ? 66 : 65)],
                "Mn" => row.Registers("Example"),
                "Md" => row.Registers("Meter 3"),
                "Vr" => row.Registers("1.2.3"),
                "SN" => row.Registers(serial),
                "DA" => [1],
                _ => new ushort[row.Count],
            });
        }

        _next += pad ? 68 : 67;
        return this;
    }

    /// <summary>Any registers, register by register.</summary>
    public SunSpecImage Raw(int model, params ushort[] registers)
    {
        foreach (var (value, i) in registers.Prepend((ushort)registers.Length).Prepend((ushort)model).Select((value, i) => (value, i)))
        {
            unit.PutHolding(_next + i, value);
        }

        _next += 2 + registers.Length;
        return this;
    }

    public void End()
    {
        unit.PutHolding(_next, 0xFFFF);
        unit.PutHolding(_next + 1, 0);
    }

    static ushort[] NotImplemented(CsvRow row) => row.DataType switch
    {
        "int16" or "sunssf" => [0x8000],
        "uint16" or "enum16" => [0xFFFF],
        "bitfield32" => [0xFFFF, 0xFFFF],
        "acc32" => [0, 0],
        "float32" => [0x7FC0, 0],
        _ => new ushort[row.Count],
    };
}

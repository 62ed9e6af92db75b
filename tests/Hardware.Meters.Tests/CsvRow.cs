using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>
/// A row of meters.csv, the list of facts that the device files are held against, and how a device would show a number by it. Shares no code with
/// the product's decoder.
/// </summary>
sealed record CsvRow(string Device, string Quantity, ModbusFunction Function, int Address, int Count, string DataType, string WordOrder, string Unit, string Scale, string Source)
{
    public static IReadOnlyList<CsvRow> All { get; } = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "meters.csv")).Skip(1).Select(Parse)];

    public static IReadOnlyList<CsvRow> Of(params string[] devices) => [.. All.Where(r => devices.Contains(r.Device, StringComparer.Ordinal))];

    public bool IsText => DataType is "ascii" or "string";

    /// <summary>The registers in which the raw number, in the row's data type and word order, is on the wire.</summary>
    public ushort[] Registers(decimal raw)
    {
        var bytes = new byte[Count * 2];
        switch (DataType)
        {
            case "uint16" or "enum16": BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)raw); break;
            case "int16" or "sunssf": BinaryPrimitives.WriteInt16BigEndian(bytes, (short)raw); break;
            case "uint32" or "acc32" or "bitfield32": BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)raw); break;
            case "int32": BinaryPrimitives.WriteInt32BigEndian(bytes, (int)raw); break;
            case "uint64": BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)raw); break;
            case "int64": BinaryPrimitives.WriteInt64BigEndian(bytes, (long)raw); break;
            case "float32": BinaryPrimitives.WriteSingleBigEndian(bytes, (float)raw); break;
            case "float64": BinaryPrimitives.WriteDoubleBigEndian(bytes, (double)raw); break;
            case "pad": break;
            default: throw new InvalidDataException(DataType);
        }

        return Words(bytes);
    }

    public ushort[] Registers(string text)
    {
        var bytes = new byte[Count * 2];
        Encoding.ASCII.GetBytes(text).CopyTo(bytes, 0);
        return Words(bytes);
    }

    ushort[] Words(byte[] bytes)
    {
        var words = Enumerable.Range(0, Count).Select(i => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * i))).ToArray();
        return WordOrder == "little" ? [.. words.Reverse()] : words;
    }

    static CsvRow Parse(string line)
    {
        var fields = new List<string>();
        var (field, quoted) = (new StringBuilder(), false);
        foreach (var c in line + ",")
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        return new(
            fields[0], fields[1], (ModbusFunction)byte.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture),
            int.Parse(fields[4], CultureInfo.InvariantCulture), fields[5], fields[6], fields[7], fields[8], fields[9]);
    }
}

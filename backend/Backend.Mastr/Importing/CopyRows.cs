using System.Buffers;
using System.Buffers.Binary;
using LocalEnergyMarket.Backend.Mastr.Export;
using LocalEnergyMarket.Backend.Mastr.Kinds;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>
/// Rows of mastr_records in PostgreSQL's binary COPY format (PostgreSQL 15, "COPY", File Formats), in a rented buffer that is sent when it is
/// full enough. Written here and not value by value through the driver, because that takes most of the time.
/// </summary>
sealed class CopyRows(int generation) : IDisposable
{
    public const string Columns = "(generation, kind, number, updated_at, actor, postcode, location, status, power_w, energy_carrier, data)";
    const short ColumnCount = 11;
    const int Enough = 192 << 10;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
    int _length;

    public static ReadOnlyMemory<byte> Header { get; } = (byte[])[.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    public static ReadOnlyMemory<byte> Trailer { get; } = new byte[] { 0xFF, 0xFF };

    public bool IsFull => _length >= Enough;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Add(MastrKind kind, ExportRecord record)
    {
        var json = record.Json.Written;
        Ensure(160 + json.Length + record.Number.Bytes.Length + record.Actor.Bytes.Length + record.Postcode.Bytes.Length + record.Location.Bytes.Length);
        Int16(ColumnCount);
        Int32(4);
        Int32(generation);
        Int32(2);
        Int16(kind.Id);
        Text(record.Number);
        Long(record.Updated);
        Text(record.Actor);
        Text(record.Postcode);
        Text(record.Location);
        Int(record.Status);
        Long(record.PowerW);
        Int(record.EnergyCarrier);

        // jsonb is sent as its version, 1, and the text.
        Int32(json.Length + 1);
        _buffer[_length++] = 1;
        json.CopyTo(_buffer.AsSpan(_length));
        _length += json.Length;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    void Text(TextColumn text)
    {
        if (text.IsNull)
        {
            Int32(-1);
            return;
        }

        Int32(text.Bytes.Length);
        text.Bytes.CopyTo(_buffer.AsSpan(_length));
        _length += text.Bytes.Length;
    }

    void Long(long? value)
    {
        if (value is not { } there)
        {
            Int32(-1);
            return;
        }

        Int32(8);
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(_length), there);
        _length += 8;
    }

    void Int(int? value)
    {
        Int32(value is null ? -1 : 4);
        if (value is { } there)
        {
            Int32(there);
        }
    }

    void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_length), value);
        _length += 2;
    }

    void Ensure(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + more));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

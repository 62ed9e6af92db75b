using System.Globalization;
using System.Text;
using LocalEnergyMarket.Backend.Mastr.Records;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>One record while it is read: its JSON, and the values of its columns. Used again for the next.</summary>
sealed class ExportRecord
{
    static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public RecordJson Json { get; } = new();

    public TextColumn Number { get; } = new();

    public TextColumn Actor { get; } = new();

    public TextColumn Postcode { get; } = new();

    public TextColumn Location { get; } = new();

    /// <summary>µs since 2000-01-01 UTC, as PostgreSQL counts.</summary>
    public long? Updated { get; private set; }

    public int? Status { get; private set; }

    public long? PowerW { get; private set; }

    public int? EnergyCarrier { get; private set; }

    public void Begin()
    {
        Json.Begin();
        Number.Clear();
        Actor.Clear();
        Postcode.Clear();
        Location.Clear();
        (Updated, Status, PowerW, EnergyCarrier) = (null, null, null, null);
    }

    public void Fill(ColumnRole role, ReadOnlySpan<char> value)
    {
        switch (role)
        {
            case ColumnRole.Number:
                Number.Set(value);
                break;
            case ColumnRole.Actor:
                Actor.Set(value);
                break;
            case ColumnRole.Postcode:
                Postcode.Set(value);
                break;
            case ColumnRole.Location:
                Location.Set(value);
                break;
            case ColumnRole.Updated:
                Updated = Stamp(value);
                break;
            case ColumnRole.Status:
                Status = RecordColumns.Number(value);
                break;
            case ColumnRole.Power:
                PowerW = RecordColumns.Watts(value);
                break;
            case ColumnRole.EnergyCarrier:
                EnergyCarrier = RecordColumns.Number(value);
                break;
        }
    }

    static long? Stamp(ReadOnlySpan<char> text)
    {
        // The usual form, 2021-01-02T11:30:05.1746875, without the general parser.
        if (text.Length == 27 && DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var stamp))
        {
            return (stamp.Ticks - Epoch) / TimeSpan.TicksPerMicrosecond;
        }

        return (RecordColumns.Stamp(text)?.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond;
    }
}

/// <summary>A text in UTF-8 in a buffer that is used again.</summary>
sealed class TextColumn
{
    byte[] _bytes = new byte[64];
    int _length;

    public bool IsNull => _length == 0;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    public void Clear() => _length = 0;

    public void Set(ReadOnlySpan<char> text)
    {
        if (_bytes.Length < text.Length * 3)
        {
            _bytes = new byte[text.Length * 3];
        }

        _length = Encoding.UTF8.GetBytes(text, _bytes);
    }
}

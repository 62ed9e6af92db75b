using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>An element as it is called in a file.</summary>
sealed class ElementName(string name, ColumnRole role)
{
    public string Name => name;

    public ColumnRole Role => role;

    /// <summary><c>,"Name":"</c></summary>
    public byte[] JsonPrefix { get; } = Encoding.UTF8.GetBytes($",\"{JsonEncodedText.Encode(name)}\":\"");

    /// <summary>The element that came after it last time: mostly it will again.</summary>
    public ElementName? Next { get; set; }

    /// <summary>The last record that has it, and where in its JSON the value ends.</summary>
    public long Record { get; set; } = -1;

    public int ValueEnd { get; set; }
}

/// <summary>The names of a file's elements.</summary>
sealed class ElementNames(MastrKind kind)
{
    const int MostNames = 2000;

    readonly Dictionary<string, ElementName> _names = new(StringComparer.Ordinal);
    readonly ElementName _first = new("", ColumnRole.None);

    public IReadOnlyCollection<ElementName> All => _names.Values;

    /// <param name="name">As the file has it.</param>
    /// <param name="before">The element before it in the record; null if it is the first.</param>
    /// <exception cref="ExportDamage">There are more names than any export has.</exception>
    public ElementName Get(ReadOnlySpan<char> name, ElementName? before)
    {
        before ??= _first;
        if (before.Next is { } expected && name.SequenceEqual(expected.Name))
        {
            return expected;
        }

        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(name, out var found))
        {
            if (_names.Count == MostNames || name.Length is 0 or > 200)
            {
                throw new ExportDamage("its elements are not those of a MaStR export");
            }

            found = new(name.ToString(), ColumnRoles.Of(kind, name.ToString()));
            _names.Add(found.Name, found);
        }

        before.Next = found;
        return found;
    }
}

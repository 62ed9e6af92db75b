using System.IO.Compression;
using System.Text;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Records;

namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>
/// Reads one file of the export, record after record: root, items, flat text elements, nothing else (PDF 3.2). A reader of its own, because the
/// general ones refuse what the register really writes, and take several times as long (ADR 0040).
/// </summary>
sealed class RecordReader(ZipArchiveEntry entry, MastrKind kind) : IDisposable
{
    readonly ExportText _text = new(entry);
    readonly ElementNames _names = new(kind);
    string? _root;
    long _records = -1;
    long _replaced;

    /// <summary>The record that <see cref="Read"/> has read; valid until the next.</summary>
    public ExportRecord Record { get; } = new();

    /// <summary>Characters that are not allowed in XML and were replaced by U+FFFD.</summary>
    public long Replaced => _replaced;

    /// <summary>Bytes unpacked so far.</summary>
    public long Unpacked => _text.Unpacked;

    /// <summary>The file held nothing but its declaration: on some days the register writes such.</summary>
    public bool IsVoid { get; private set; }

    public IEnumerable<string> ElementsSeen => _names.All.Select(name => name.Name);

    /// <summary>Reads the next record; false behind the last one.</summary>
    /// <exception cref="ExportDamage">The file is cut, or no such XML.</exception>
    public bool Read()
    {
        if (_root is null && !ReadRoot())
        {
            return false;
        }

        while (true)
        {
            var (name, empty, end) = NextTag();
            if (end)
            {
                return name == _root ? ReadToEnd() : throw new ExportDamage($"</{name}> stands where </{_root}> should");
            }

            if (!empty)
            {
                ReadItem(name);
                return true;
            }
        }
    }

    public void Dispose() => _text.Dispose();

    bool ReadRoot()
    {
        try
        {
            var (name, empty, end) = NextTag();
            _root = end ? throw new ExportDamage("it begins with an end") : name;
            return !empty || ReadToEnd();
        }
        catch (ExportDamage) when (_text.Rest.Trim().IsEmpty && !_text.More())
        {
            // Only the declaration was there, and the checksum is right.
            return !(IsVoid = true);
        }
    }

    bool ReadToEnd()
    {
        // The checksum is compared at the very end.
        while (_text.More() || !_text.Rest.IsEmpty)
        {
            _text.Skip(_text.Rest.Length);
        }

        _root = "";
        return false;
    }

    /// <summary>The next tag; what stands before it, and comments and declarations, are passed over.</summary>
    (string Name, bool IsEmpty, bool IsEnd) NextTag()
    {
        while (true)
        {
            _text.Skip(_text.Find('<', 0) + 1);
            if (!_text.Has(1))
            {
                throw new ExportDamage("it ends in the middle");
            }

            if (_text.Rest[0] is '?' or '!')
            {
                SkipMarkup();
                continue;
            }

            var close = _text.Find('>', 0);
            var tag = _text.Rest[..close];
            var result = (NameIn(tag).ToString(), tag[^1] == '/', tag[0] == '/');
            _text.Skip(close + 1);
            return result;
        }
    }

    void ReadItem(string item)
    {
        Record.Begin();
        _records++;
        ElementName? field = null;
        while (true)
        {
            _text.Skip(_text.Find('<', 0) + 1);
            var close = _text.Find('>', 0);
            var tag = _text.Rest[..close];
            if (tag.IsEmpty)
            {
                throw new ExportDamage("it has a tag without a name");
            }

            if (tag[0] == '/')
            {
                if (!NameIn(tag).SequenceEqual(item))
                {
                    throw new ExportDamage($"</{NameIn(tag)}> stands where </{item}> should");
                }

                _text.Skip(close + 1);
                break;
            }

            if (tag[0] is '?' or '!')
            {
                SkipMarkup();
                continue;
            }

            field = _names.Get(NameIn(tag), field);
            var empty = tag[^1] == '/';
            _text.Skip(close + 1);
            if (!empty)
            {
                ReadValue(field);
            }
        }

        if (kind.Class == MastrClass.GridOperatorChange && !Record.Number.IsNull)
        {
            // Several records name the same unit: what they say tells them apart.
            Record.Number.Set($"{Record.Number}/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Record.Json.Written))[..16]}");
        }

        Record.Json.End();
    }

    void ReadValue(ElementName field)
    {
        var end = _text.Find('<', 0);
        if (_text.Has(end + 3 + field.Name.Length))
        {
            var rest = _text.Rest[(end + 1)..];
            if (rest[0] == '/' && rest[1..].StartsWith(field.Name, StringComparison.Ordinal) && rest[field.Name.Length + 1] == '>')
            {
                Add(field, _text.Rest[..end].Trim(" \t\r\n"));
                _text.Skip(end + 3 + field.Name.Length);
                return;
            }
        }

        AddDecoded(field, ReadMixed(field.Name));
    }

    void Add(ElementName field, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        if (field.Record == _records || value.IndexOfAnyExceptInRange(' ', '~') >= 0 || value.IndexOfAny('"', '\\', '&') >= 0)
        {
            AddDecoded(field, XmlText.Decode(value, references: true, ref _replaced));
            return;
        }

        (field.Record, field.ValueEnd) = (_records, Record.Json.AddPlain(field, value));
        if (field.Role != ColumnRole.None)
        {
            Record.Fill(field.Role, value);
        }
    }

    void AddDecoded(ElementName field, string value)
    {
        value = value.Trim(' ', '\t', '\r', '\n');
        if (value.Length == 0)
        {
            return;
        }

        if (field.Record == _records)
        {
            // The element stands twice in the record: it has several values.
            var moved = Record.Json.Append(field.ValueEnd, value);
            var from = field.ValueEnd;
            foreach (var name in _names.All.Where(name => name.Record == _records && name.ValueEnd >= from))
            {
                name.ValueEnd += moved;
            }

            return;
        }

        (field.Record, field.ValueEnd) = (_records, Record.Json.Add(field, value));
        if (field.Role != ColumnRole.None)
        {
            Record.Fill(field.Role, value);
        }
    }

    /// <summary>The text of an element that holds more than text: CDATA, comments, or elements, whose texts become a list.</summary>
    string ReadMixed(string element)
    {
        var text = new StringBuilder();
        var open = new Stack<string>([element]);
        while (open.Count > 0)
        {
            var end = _text.Find('<', 0);
            text.Append(XmlText.Decode(_text.Rest[..end], references: true, ref _replaced));
            _text.Skip(end + 1);
            if (_text.Has(8) && _text.Rest.StartsWith("![CDATA["))
            {
                text.Append(ReadCData());
                continue;
            }

            if (_text.Has(1) && _text.Rest[0] is '?' or '!')
            {
                SkipMarkup();
                continue;
            }

            var close = _text.Find('>', 0);
            var tag = _text.Rest[..close];
            if (tag.IsEmpty)
            {
                throw new ExportDamage("it has a tag without a name");
            }

            if (tag[0] == '/')
            {
                var begun = open.Pop();
                if (!NameIn(tag).SequenceEqual(begun))
                {
                    throw new ExportDamage($"</{NameIn(tag)}> stands where </{begun}> should");
                }

                Separate(text, open.Count > 0);
            }
            else if (tag[^1] != '/')
            {
                open.Push(NameIn(tag).ToString());
                if (open.Count > 16)
                {
                    throw new ExportDamage("its elements are not those of a MaStR export");
                }
            }

            _text.Skip(close + 1);
        }

        return text.ToString().Trim(' ', ',', '\t', '\r', '\n');
    }

    static void Separate(StringBuilder text, bool nested)
    {
        if (nested && text.Length > 0)
        {
            text.Append(", ");
        }
    }

    string ReadCData()
    {
        _text.Skip(8);
        var end = FindText("]]>");
        var text = XmlText.Decode(_text.Rest[..end], references: false, ref _replaced);
        _text.Skip(end + 3);
        return text;
    }

    void SkipMarkup()
    {
        var end = _text.Has(3) && _text.Rest.StartsWith("!--") ? "-->" : _text.Rest[0] == '?' ? "?>" : "";
        if (end.Length == 0)
        {
            throw new ExportDamage("it has a document type, which no MaStR export has");
        }

        _text.Skip(FindText(end) + end.Length);
    }

    int FindText(string end)
    {
        var at = 0;
        while (true)
        {
            at = _text.Find(end[^1], at);
            if (at >= end.Length - 1 && _text.Rest[(at - end.Length + 1)..].StartsWith(end))
            {
                return at - end.Length + 1;
            }

            at++;
        }
    }

    static ReadOnlySpan<char> NameIn(ReadOnlySpan<char> tag)
    {
        var name = tag.Trim('/');
        var end = name.IndexOfAny(" \t\r\n");
        return end < 0 ? name : name[..end];
    }
}

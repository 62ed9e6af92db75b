using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Contracts.Eosio;
using Npgsql;

namespace LocalEnergyMarket.EndToEnd.OnChain;

/// <summary>
/// What is known of persons in a run, in every form in which it might get onto a chain: as text, as a number, as an EOSIO name, as an id's bytes, and as a
/// hash without a salt, whole or its beginning.
/// </summary>
sealed partial class PersonalData
{
    const int ShortestText = 5;
    const int HashBeginning = 8;

    readonly List<(string Form, byte[] Bytes)> _patterns = [];
    readonly List<(string Form, string Text)> _texts = [];

    public PersonalData(IEnumerable<string> values)
    {
        Values = [.. values.Where(value => value.Length >= ShortestText).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var value in Values)
        {
            AddForms(value);
        }
    }

    public IReadOnlyList<string> Values { get; }

    /// <summary>Everything that the register holds of units, market actors, boxes and customers, whatever its fields are called.</summary>
    /// <param name="database">Connection string of the backend's database.</param>
    public static async Task<PersonalData> OfRegisterAsync(string database, IEnumerable<string> more, CancellationToken cancellation)
    {
        // A box's account and key are on the chain by design; a marketing is a word like "active".
        string[] meantForIt = ["chainAccount", "publicKey", "marketing", "kind"];
        var values = new List<string>(more);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        // Kinds of records: units, and market actors.
        string[] sources = ["select number, data::text from lem.mastr_records where kind < 20 or kind = 40", "select id::text, data::text from lem.mt_doc_box", "select id::text, data::text from lem.mt_doc_customer"];
        foreach (var source in sources)
        {
            await using var command = new NpgsqlCommand(source, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                values.Add(reader.GetString(0));
                using var json = JsonDocument.Parse(reader.GetString(1));
                Collect(json.RootElement);
            }
        }

        return new(values);

        void Collect(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    values.Add(element.GetString()!);
                    break;
                case JsonValueKind.Array:
                    element.EnumerateArray().ToList().ForEach(Collect);
                    break;
                case JsonValueKind.Object:
                    element.EnumerateObject().Where(property => !meantForIt.Contains(property.Name, StringComparer.OrdinalIgnoreCase)).ToList().ForEach(property => Collect(property.Value));
                    break;
            }
        }
    }

    /// <summary>What occurs in it, and in which form.</summary>
    public IEnumerable<string> In(OnChainPiece piece) =>
        _patterns.Where(pattern => piece.Bytes.Span.IndexOf(pattern.Bytes) >= 0).Select(pattern => pattern.Form)
            .Concat(_texts.Where(pattern => piece.Texts.Any(text => !IsHashOrKey(text) && text.Contains(pattern.Text, StringComparison.OrdinalIgnoreCase))).Select(text => text.Form))
            .Select(form => $"{piece.Where}: {form}");

    // What chance makes of five characters in a hash or a key says nothing; hashes are looked for as bytes.
    static bool IsHashOrKey(string text) => HashOrKey().IsMatch(text);

    void AddForms(string value)
    {
        _texts.Add(($"{value} as a text", value));
        foreach (var spelling in new[] { value, value.ToLowerInvariant(), value.ToUpperInvariant() }.Distinct(StringComparer.Ordinal))
        {
            var utf8 = Encoding.UTF8.GetBytes(spelling);
            _patterns.Add(($"{spelling} in UTF-8", utf8));
            _patterns.Add(($"{spelling} in UTF-16", Encoding.Unicode.GetBytes(spelling)));
            AddHash("UTF-8", spelling, utf8);
        }

        if (Guid.TryParse(value, out var id))
        {
            foreach (var bytes in new[] { id.ToByteArray(bigEndian: true), id.ToByteArray(bigEndian: false) })
            {
                _patterns.Add(($"{value} as bytes", bytes));
                AddHash("bytes", value, bytes);
            }
        }

        if (RegisterNumber().Match(value) is { Success: true } number)
        {
            var digits = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(digits, ulong.Parse(number.Value, CultureInfo.InvariantCulture));
            _patterns.Add(($"{value} as a number", digits));
        }

        if (AccountName().IsMatch(value.ToLowerInvariant()))
        {
            _patterns.Add(($"{value} as a name", new PackedWriter().Name(Name.Parse(value.ToLowerInvariant())).ToArray()));
        }
    }

    void AddHash(string of, string value, byte[] bytes)
    {
        foreach (var (name, hash) in new[] { ("SHA-256", SHA256.HashData(bytes)), ("SHA-512", SHA512.HashData(bytes)), ("RIPEMD-160", Ripemd160.HashData(bytes)) })
        {
            var beginning = hash[..HashBeginning];
            _patterns.Add(($"{value}, {name} of its {of}", beginning));
            _patterns.Add(($"{value}, {name} of its {of} in hexadecimal digits", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(beginning))));
            _patterns.Add(($"{value}, {name} of its {of} in hexadecimal digits", Encoding.ASCII.GetBytes(Convert.ToHexString(beginning))));
        }
    }

    [GeneratedRegex("^([0-9a-f]{32,}|PUB_[A-Za-z0-9_]+|SIG_[A-Za-z0-9_]+|EOS[1-9A-HJ-NP-Za-km-z]{50})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HashOrKey();

    [GeneratedRegex("(?<=^[A-Z]{3})[0-9]{9,18}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegisterNumber();

    [GeneratedRegex(@"^[a-z1-5.]{4,11}[a-z1-5]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountName();
}

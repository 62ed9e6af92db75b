namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An ABI's packed form: what <c>setabi</c> stores and <c>get_raw_abi</c> gives.</summary>
public static class PackedAbi
{
    delegate T Read<out T>(ref PackedReader reader);

    public static byte[] Pack(this AbiDefinition abi)
    {
        ArgumentNullException.ThrowIfNull(abi);
        var writer = new PackedWriter(1024).String(abi.Version);
        WriteAll(writer, abi.Types, (w, t) => w.String(t.NewTypeName).String(t.Type));
        WriteAll(writer, abi.Structs, (w, s) => WriteAll(w.String(s.Name).String(s.Base), s.Fields, (fw, f) => fw.String(f.Name).String(f.Type)));
        WriteAll(writer, abi.Actions, (w, a) => w.Name(a.Name).String(a.Type).String(a.RicardianContract));
        WriteAll(writer, abi.Tables, (w, t) => WriteStrings(WriteStrings(w.Name(t.Name).String(t.IndexType), t.KeyNames), t.KeyTypes).String(t.Type));
        WriteAll(writer, abi.RicardianClauses, (w, c) => w.String(c.Id).String(c.Body));
        WriteAll(writer, abi.ErrorMessages, (w, e) => w.UInt64(e.Code).String(e.Message));
        Transaction.WriteExtensions(writer, abi.Extensions);
        WriteAll(writer, abi.Variants, (w, v) => WriteStrings(w.String(v.Name), v.Types));
        WriteAll(writer, abi.ActionResults, (w, r) => w.Name(r.Name).String(r.ResultType));
        return writer.ToArray();
    }

    /// <summary>What follows the action results (key-value tables, which no current chain has) is passed over.</summary>
    /// <exception cref="EosioFormatException">Not a packed ABI.</exception>
    public static AbiDefinition Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new PackedReader(packed);
        var version = reader.String();
        AbiDefinition.CheckVersion(version);
        return new()
        {
            Version = version,
            Types = ReadAll(ref reader, (ref r) => new AbiType(r.String(), r.String())),
            Structs = ReadAll(ref reader, (ref r) => new AbiStruct(r.String(), r.String(), ReadAll(ref r, (ref f) => new AbiField(f.String(), f.String())))),
            Actions = ReadAll(ref reader, (ref r) => new AbiAction(r.Name(), r.String(), r.String())),
            Tables = ReadAll(ref reader, (ref r) => new AbiTable(r.Name(), r.String(), ReadStrings(ref r), ReadStrings(ref r), r.String())),
            RicardianClauses = ReadAll(ref reader, (ref r) => new AbiClause(r.String(), r.String())),
            ErrorMessages = ReadAll(ref reader, (ref r) => new AbiErrorMessage(r.UInt64(), r.String())),
            Extensions = Transaction.ReadExtensions(ref reader),

            // Older compilers end here: both lists came later, as binary extensions.
            Variants = reader.Remaining == 0 ? [] : ReadAll(ref reader, (ref r) => new AbiVariant(r.String(), ReadStrings(ref r))),
            ActionResults = reader.Remaining == 0 ? [] : ReadAll(ref reader, (ref r) => new AbiActionResult(r.Name(), r.String())),
        };
    }

    static PackedWriter WriteAll<T>(PackedWriter writer, IReadOnlyList<T> items, Action<PackedWriter, T> write)
    {
        writer.VarUInt32((uint)items.Count);
        foreach (var item in items)
        {
            write(writer, item);
        }

        return writer;
    }

    static PackedWriter WriteStrings(PackedWriter writer, IReadOnlyList<string> items) => WriteAll(writer, items, (w, text) => w.String(text));

    static T[] ReadAll<T>(ref PackedReader reader, Read<T> read)
    {
        var items = new T[reader.Count()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(ref reader);
        }

        return items;
    }

    static string[] ReadStrings(ref PackedReader reader) => ReadAll(ref reader, (ref r) => r.String());
}

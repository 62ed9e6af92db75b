using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>
/// The whole state as bytes, everything in one fixed order: the same state is the same bytes, however the chain came to it.
/// What is kept between transactions of one block only is not in it.
/// </summary>
public static class StatePacking
{
    /// <summary>A hash of everything that transactions can see or change.</summary>
    public static Checksum256 Digest(ChainState state) => Checksum256.Hash(Pack(state));

    public static byte[] Pack(ChainState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var writer = new PackedWriter(64 * 1024);
        writer.UInt64(state.GlobalSequence.Value);
        state.Resources.Parameters.Value.Write(writer);
        state.Resources.Chain.Value.Write(writer);
        WriteAll(writer, state.Resources.Accounts.Values.OrderBy(r => r.Key), r =>
        {
            writer.Name(r.Key);
            r.Value.Write(writer);
        });
        WriteAll(writer, state.Accounts.Accounts.Values.Values.OrderBy(a => a.Name), a => AccountPacking.Write(writer, a));
        WriteAll(writer, state.Accounts.Permissions.Values.Values.OrderBy(p => (p.Owner, p.Name)), p => AccountPacking.Write(writer, p));
        WriteAll(writer, state.Accounts.Links.Values.Values.OrderBy(l => (l.Id.Account, l.Id.Code, l.Id.Action)), l => AccountPacking.Write(writer, l));
        WriteAll(writer, state.Tables.All, t => TablePacking.Write(writer, t));
        WriteAll(writer, state.Transactions.All, t => writer.Checksum256(t.Id).TimePointSec(t.Expiration));
        WriteAll(writer, state.References.All, id => writer.Checksum256(id));
        return writer.ToArray();
    }

    /// <exception cref="EosioFormatException">Not what <see cref="Pack"/> makes.</exception>
    public static ChainState Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new PackedReader(packed);
        var state = new ChainState();
        state.GlobalSequence.Set(reader.UInt64());
        state.Resources.Parameters.Set(ChainParameters.Read(ref reader));
        state.Resources.Chain.Set(ChainResources.Read(ref reader));
        for (var count = reader.Count(); count > 0; count--)
        {
            state.Resources.Accounts.Set(reader.Name(), AccountResources.Read(ref reader));
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            var account = AccountPacking.ReadAccount(ref reader);
            state.Accounts.Accounts.Set(account.Name, account);
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            var permission = AccountPacking.ReadPermission(ref reader);
            state.Accounts.Permissions.Set((permission.Owner, permission.Name), permission);
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            var link = AccountPacking.ReadLink(ref reader);
            state.Accounts.Links.Set(link.Id, link);
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            TablePacking.Read(ref reader, state.Tables);
        }

        for (var count = reader.Count(); count > 0; count--)
        {
            state.Transactions.Add(reader.Checksum256(), reader.TimePointSec());
        }

        for (var count = reader.Count(Checksum256.Size); count > 0; count--)
        {
            state.References.Add(reader.Checksum256());
        }

        reader.End();
        state.Undo.Forget();
        return state;
    }

    static void WriteAll<T>(PackedWriter writer, IEnumerable<T> items, Action<T> write)
    {
        var list = items.ToList();
        writer.VarUInt32((uint)list.Count);
        list.ForEach(write);
    }
}

using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Market.Tests;

/// <summary>What an assertion of the contract or a missing authority says.</summary>
sealed class RefusedException(string message) : Exception(message);

/// <summary>Runs the compiled contract over tables in memory; a refused action leaves no trace.</summary>
sealed class ContractRun
{
    public static readonly HostFunctions Host = new HostFunctions()
        .Add("env", "action_data_size", "()->i32", c => c.Context<ContractRun>()._data.Length)
        .Add("env", "read_action_data", "(i32,i32)->i32", c => c.Context<ContractRun>().ReadData(c.Bytes(0, 1)))
        .Add("env", "current_time", "()->i64", c => c.Context<ContractRun>().Now.ToUnixTimeMilliseconds() * 1000)
        .Add("env", "require_auth", "(i64)->()", c => c.Context<ContractRun>().RequireAuthority(new Name(c.U64(0))))
        .Add("env", "require_auth2", "(i64,i64)->()", c => c.Context<ContractRun>().RequireAuthority(new PermissionLevel(new Name(c.U64(0)), new Name(c.U64(1)))))
        .Add("env", "check_permission_authorization", "(i64,i64,i32,i32,i32,i32,i64)->i32", c => c.Context<ContractRun>().AnswersTo(c) ? 1 : 0)
        .Add("env", "is_account", "(i64)->i32", c => c.Context<ContractRun>().Accounts.Contains(new(c.U64(0))) ? 1 : 0)
        .Add("env", "eosio_assert", "(i32,i32)->()", c =>
        {
            if (c.I32(0) == 0)
            {
                throw new RefusedException(c.Text(1));
            }
        })
        .Add("env", "memset", "(i32,i32,i32)->i32", c =>
        {
            c.Bytes(0, 2).Fill((byte)c.I32(1));
            return c.I32(0);
        })
        .Add("env", "memcpy", "(i32,i32,i32)->i32", c =>
        {
            c.Bytes(1, 2).CopyTo(c.Bytes(0, 2));
            return c.I32(0);
        })
        .Add("env", "db_store_i64", "(i64,i64,i64,i64,i32,i32)->i32", c => c.Context<ContractRun>().Store(c))
        .Add("env", "db_update_i64", "(i32,i64,i32,i32)->()", c => c.Context<ContractRun>().Update(c))
        .Add("env", "db_remove_i64", "(i32)->()", c => c.Context<ContractRun>().Remove(c.I32(0)))
        .Add("env", "db_get_i64", "(i32,i32,i32)->i32", c => c.Context<ContractRun>().Get(c.I32(0), c.Bytes(1, 2)))
        .Add("env", "db_next_i64", "(i32,i32)->i32", c => c.Context<ContractRun>().Next(c.I32(0), c.Fixed(1, 8)))
        .Add("env", "db_find_i64", "(i64,i64,i64,i64)->i32", c => c.Context<ContractRun>().Find(c, exact: true))
        .Add("env", "db_lowerbound_i64", "(i64,i64,i64,i64)->i32", c => c.Context<ContractRun>().Find(c, exact: false));

    public static readonly Name Self = MarketContract.DefaultAccount;
    static readonly WasmModule Module = WasmModule.Load(MarketContract.Wasm(), Host, ModuleRules.Eosio);

    SortedDictionary<Key, byte[]> _rows = new(Key.Order);
    readonly List<Key> _iterators = [];
    byte[] _data = [];
    PermissionLevel _by;

    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public HashSet<Name> Accounts { get; } = [];

    /// <summary>The keys each of which satisfies the account's active permission alone.</summary>
    public Dictionary<Name, PublicKey[]> Keys { get; } = [];

    public int RowCount => _rows.Count;

    public void Act(Name actor, MarketAction action) => Act(actor, action.ActionName, action.ToBytes());

    public void Act(Name actor, Name action, byte[] data, Name? code = null) => Act(new PermissionLevel(actor, Name.Parse("active")), action, data, code);

    public void Act(PermissionLevel by, Name action, byte[] data, Name? code = null)
    {
        var before = new SortedDictionary<Key, byte[]>(_rows, Key.Order);
        _iterators.Clear();
        (_by, _data) = (by, data);
        using var instance = Module.Instantiate(this, stepLimit: 100_000);
        try
        {
            instance.Invoke("apply", (long)Self.Value, (long)(code ?? Self).Value, (long)action.Value);
        }
        catch (RefusedException)
        {
            _rows = before;
            throw;
        }
    }

    public byte[]? Row(Name table, ulong key, Name? scope = null) => _rows.GetValueOrDefault(new(scope ?? Self, table, key));

    /// <summary>A row as if it had been there before.</summary>
    public void Put(Name table, ulong key, byte[] row) => _rows[new(Self, table, key)] = row;

    public IEnumerable<string> Dump() => _rows.Select(r => $"{r.Key.Scope.Value} {r.Key.Table.Value} {r.Key.Id} {Convert.ToHexStringLower(r.Value)}");

    public int Rows(Name table) => _rows.Keys.Count(k => k.Table == table);

    int ReadData(Span<byte> into)
    {
        _data.AsSpan(0, Math.Min(into.Length, _data.Length)).CopyTo(into);
        return Math.Min(into.Length, _data.Length);
    }

    void RequireAuthority(Name account)
    {
        if (account != _by.Actor)
        {
            throw new RefusedException($"missing authority of {account}");
        }
    }

    void RequireAuthority(PermissionLevel level)
    {
        if (level != _by)
        {
            throw new RefusedException($"missing authority of {level.Actor}/{level.Permission}");
        }
    }

    bool AnswersTo(HostCall call)
    {
        Assert.Equal(Name.Parse("active").Value, call.U64(1));
        Assert.Equal((0, 0UL), (call.I32(5), call.U64(6)));
        var keys = new PackedReader(call.Bytes(2, 3));
        Assert.Equal(1u, keys.VarUInt32());
        var key = keys.PublicKey();
        keys.End();
        return Keys.GetValueOrDefault(new(call.U64(0)), []).Contains(key);
    }

    int Store(HostCall call)
    {
        Assert.Equal(Self.Value, call.U64(2));
        var key = new Key(new(call.U64(0)), new(call.U64(1)), call.U64(3));
        _rows.Add(key, call.Bytes(4, 5).ToArray());
        return Iterator(key);
    }

    void Update(HostCall call)
    {
        Assert.Equal(Self.Value, call.U64(1));
        var key = _iterators[call.I32(0)];
        Assert.True(_rows.ContainsKey(key));
        _rows[key] = call.Bytes(2, 3).ToArray();
    }

    void Remove(int iterator) => Assert.True(_rows.Remove(_iterators[iterator]));

    int Get(int iterator, Span<byte> into)
    {
        var row = _rows[_iterators[iterator]];
        row.AsSpan(0, Math.Min(row.Length, into.Length)).CopyTo(into);
        return into.Length == 0 ? row.Length : Math.Min(row.Length, into.Length);
    }

    int Next(int iterator, Span<byte> primary)
    {
        var at = _iterators[iterator];
        Assert.True(_rows.ContainsKey(at));
        var next = _rows.Keys.FirstOrDefault(k => k.InSameTable(at) && k.Id > at.Id);
        if (next is null)
        {
            return -2;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(primary, next.Id);
        return Iterator(next);
    }

    int Find(HostCall call, bool exact)
    {
        Assert.Equal(Self.Value, call.U64(0));
        var sought = new Key(new(call.U64(1)), new(call.U64(2)), call.U64(3));
        var table = _rows.Keys.Where(k => k.InSameTable(sought)).ToList();
        var found = table.Find(k => exact ? k.Id == sought.Id : k.Id >= sought.Id);
        return found is not null ? Iterator(found) : table.Count == 0 ? -1 : -2;
    }

    int Iterator(Key key)
    {
        _iterators.Add(key);
        return _iterators.Count - 1;
    }

    sealed record Key(Name Scope, Name Table, ulong Id)
    {
        public static readonly IComparer<Key> Order = Comparer<Key>.Create((a, b) => (a.Scope, a.Table, a.Id).CompareTo((b.Scope, b.Table, b.Id)));

        public bool InSameTable(Key other) => Scope == other.Scope && Table == other.Table;
    }
}

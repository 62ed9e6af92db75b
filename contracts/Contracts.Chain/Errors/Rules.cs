namespace LocalEnergyMarket.Contracts.Chain.Errors;

/// <summary>The broken rules that more than one place reports.</summary>
static class Rules
{
    public static ChainException InvalidIterator(int number) => number switch
    {
        -1 => new(ErrorKind.InvalidTableIterator, "get", "invalid iterator"),
        < 0 => new(ErrorKind.TableOperation, "get", "dereference of end iterator"),
        _ => new(ErrorKind.InvalidTableIterator, "get", "iterator out of range"),
    };

    public static ChainException RemovedIterator() => new(ErrorKind.TableOperation, "get", "dereference of deleted object");

    public static ChainException TableAccess() => new(ErrorKind.TableAccess, "db_update", "db access violation");

    public static ChainException InvalidPayer() => new(ErrorKind.TablePayer, "db_store", "must specify a valid account to pay for new record");

    /// <param name="doing">store, update or remove.</param>
    public static ChainException ReadOnly(string doing) => new(
        ErrorKind.TableOperation, $"db_{doing}", $"cannot {doing} a db record when executing a readonly transaction");

    public static ChainException Assertion(string text) =>
        new(ErrorKind.ContractAssertion, "eosio_assert", "assertion failure with message: ${s}", ("s", text));

    public static ChainException Deadline(long usedMicroseconds, long limitMicroseconds, CpuLimit reason) => new(
        ErrorKind.CpuUsage,
        "checktime",
        "transaction was executing for too long ${billing_timer}us reached " + reason switch
        {
            CpuLimit.Transaction => "trx specified max_cpu_usage_ms ${limit}us",
            CpuLimit.Chain => "on chain max_transaction_cpu_usage ${limit}us",
            _ => "node configured max-transaction-time ${limit}us",
        },
        ("billing_timer", usedMicroseconds),
        ("subjective", 0),
        ("limit", limitMicroseconds));
}

/// <summary>Whose limit a transaction's time reached.</summary>
public enum CpuLimit
{
    Node,
    Chain,
    Transaction,
}

using LocalEnergyMarket.Backend.Store.Commits;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>The statements for the documents of one table, each taking its rows in the order of the ids.</summary>
static class DocumentWriteSql
{
    public static IEnumerable<NpgsqlBatchCommand> Commands(DocumentMapping mapping, IReadOnlyList<DocumentWrite> writes)
    {
        var deleted = writes.Where(write => write.Json is null).ToList();
        if (deleted.Count > 0)
        {
            yield return new(mapping.DeleteSql)
            {
                Parameters = { mapping.IdArray(deleted.ConvertAll(write => write.Key.Id)) },
            };
        }

        foreach (var group in writes.Where(write => write.Json is not null).ToLookup(write => write.MustBeNew))
        {
            yield return Command(mapping, [.. group], mustBeNew: group.Key);
        }
    }

    static NpgsqlBatchCommand Command(DocumentMapping mapping, IReadOnlyList<DocumentWrite> group, bool mustBeNew)
    {
        var command = new NpgsqlBatchCommand();
        command.Parameters.Add(mapping.IdArray([.. group.Select(write => write.Key.Id)]));
        command.Parameters.Add(Array(NpgsqlDbType.Jsonb, group.Select(write => write.Json!).ToArray()));
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Varchar, Value = mapping.DotNetTypeName });
        command.Parameters.Add(mapping.IsAggregate
            ? Array(NpgsqlDbType.Bigint, group.Select(write => write.Version).ToArray())
            : Array(NpgsqlDbType.Uuid, group.Select(_ => Guid.CreateVersion7()).ToArray()));
        foreach (var field in mapping.Duplicated)
        {
            command.Parameters.Add(Array(field.DbType, field.Values(group.Select(write => write.Document!))));
        }

        command.CommandText = mustBeNew ? mapping.InsertSql : mapping.UpsertSql;
        return command;
    }

    static NpgsqlParameter Array(NpgsqlDbType type, Array values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };
}

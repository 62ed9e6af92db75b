using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management.Configuring;

/// <summary>Changes of the configuration that staff order: checked in full before anything is touched, then put in place on trial.</summary>
/// <param name="path">The file.</param>
/// <param name="current">What is in use.</param>
/// <param name="read">Reads a meter now.</param>
public sealed class ConfigurationChanges(string path, BoxOptions current, BoxVitals vitals, Func<uint, CancellationToken, Task> read)
{
    static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(180);

    static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>What the file would be after a change.</summary>
    /// <exception cref="CommandFailedException">The change is wrong; nothing was touched.</exception>
    public async Task<byte[]> PrepareAsync(ConfigurationChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var content = await File.ReadAllBytesAsync(path);
        var revision = Installation.RevisionOf(content);
        if (change.BaseRevision.Length > 0 && change.BaseRevision != revision)
        {
            throw Refused($"The change was made for revision {change.BaseRevision}, but the box has {revision}: look at what it has, and order it again.");
        }

        var before = Parse(content, "The box's own configuration file");
        var after = change.ChangeCase switch
        {
            ConfigurationChange.ChangeOneofCase.Document => Parse(Encoding.UTF8.GetBytes(change.Document), "The document"),
            ConfigurationChange.ChangeOneofCase.MergePatch => MergePatch.Apply(before, Parse(Encoding.UTF8.GetBytes(change.MergePatch), "The merge patch")),
            _ => throw Refused("The change holds neither a document nor a merge patch."),
        };
        if (FixedOnSite.Differences(before, after).ToList() is { Count: > 0 } different)
        {
            throw Refused($"These are fixed on site and cannot be changed from afar: {string.Join(", ", different)}.");
        }

        if (JsonNode.DeepEquals(before, after))
        {
            throw Refused("The change changes nothing.");
        }

        var written = Write(after);
        await MustWorkAsync(written);
        return written;
    }

    /// <summary>Puts it in place, on trial; the box is to be restarted then. A meter that the change takes away on purpose is not missed afterwards.</summary>
    public void Begin(string commandId, ReadOnlySpan<byte> content, uint healthSeconds, IReadOnlyList<uint> answering)
    {
        var kept = Options(content).Meters.Select(m => (uint)m.Index).ToHashSet();
        ConfigurationTrial.Begin(path, content, commandId, healthSeconds == 0 ? DefaultPatience : TimeSpan.FromSeconds(healthSeconds), [.. answering.Where(kept.Contains)]);
    }

    /// <summary>The meters that answer now. One that was not read since the start, which may have been a moment ago, is read for that.</summary>
    public async Task<IReadOnlyList<uint>> AnsweringAsync(CancellationToken cancellationToken)
    {
        var all = current.Meters.Select(m => (uint)m.Index).ToList();
        await Task.WhenAll(all.Where(index => vitals.Meter(index) is { AnsweredAt: null, Failure.Length: 0 }).Select(index => read(index, cancellationToken)));
        return [.. all.Where(index => vitals.Meter(index) is { AnsweredAt: not null, Failure.Length: 0 })];
    }

    /// <summary>All that can be found out without using it: keys, values, device types, files, certificates.</summary>
    async Task MustWorkAsync(byte[] content)
    {
        try
        {
            var options = Options(content);
            options.Access();
            if (options.Chain is { } chain && BoxIdentity.Load(options.IdentityFile) is { } identity)
            {
                ChainOptionsRules.Hold(chain, identity);
            }

            await MeterSet.Open(options.Meters, options.DevicesFolder).DisposeAsync();
        }
        catch (Exception e) when (e is ConfigurationException or IdentityException)
        {
            throw new CommandFailedException(CommandFailureKind.Refused, e.Message, e);
        }
    }

    BoxOptions Options(ReadOnlySpan<byte> content) => BoxOptionsFile.Parse(content, path);

    static JsonObject Parse(byte[] json, string what)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Lenient) as JsonObject ?? throw Refused($"{what} is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new CommandFailedException(CommandFailureKind.Refused, $"{what} cannot be read: {e.Message}", e);
        }
    }

    static byte[] Write(JsonObject json)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written, new() { Indented = true }))
        {
            json.WriteTo(writer);
        }

        written.WriteByte((byte)'\n');
        return written.ToArray();
    }

    static CommandFailedException Refused(string message) => new(CommandFailureKind.Refused, message);
}

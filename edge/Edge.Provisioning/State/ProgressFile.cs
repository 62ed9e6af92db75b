using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.State;

/// <summary>
/// What was done at this box, by whom and when: <c>provisioning.json</c> beside the configuration. Each step writes what it did when it is done, so that the tool goes on where it was
/// stopped. It is no secret; what counts is looked at anew by each step.
/// </summary>
sealed class ProgressFile
{
    static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonTypeInfoResolver.Combine(),
    };

    readonly string _path;
    readonly JsonObject _root;
    readonly TimeProvider _time;
    readonly string _by;

    ProgressFile(string path, JsonObject root, string by, TimeProvider time) => (_path, _root, _by, _time) = (path, root, by, time);

    public string Path => _path;

    /// <param name="config">The box's configuration; the file lies beside it.</param>
    /// <param name="by">Who works here.</param>
    /// <exception cref="ProblemException">The file is there and cannot be read.</exception>
    public static ProgressFile Open(string config, string by, TimeProvider time)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(config))!, "provisioning.json");
        if (!File.Exists(path))
        {
            return new(path, [], by, time);
        }

        try
        {
            return new(path, JsonNode.Parse(WholeFile.Read(path)) as JsonObject ?? throw new JsonException("it is no object"), by, time);
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemId.FileNotReadable, $"{path}: {e.Message}", e);
        }
    }

    /// <summary>What a step wrote when it was last done; null if it never was.</summary>
    public JsonObject? Find(string step) => _root[step] as JsonObject;

    public bool IsDone(string step) => Find(step) is not null;

    /// <summary>The step is done now.</summary>
    public void Done(string step, JsonObject? data = null)
    {
        var entry = data is null ? [] : (JsonObject)data.DeepClone();
        (entry["at"], entry["by"]) = (_time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), _by);
        _root[step] = entry;
        Save();
    }

    public void Remove(string step)
    {
        if (_root.Remove(step))
        {
            Save();
        }
    }

    /// <summary>The entries whose names begin so, in the order they were made.</summary>
    public IEnumerable<(string Step, JsonObject Entry)> StartingWith(string prefix) =>
        _root.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Value is JsonObject).Select(pair => (pair.Key, (JsonObject)pair.Value!));

    void Save() => WholeFile.Write(_path, Encoding.UTF8.GetBytes(_root.ToJsonString(Json) + "\n"));
}

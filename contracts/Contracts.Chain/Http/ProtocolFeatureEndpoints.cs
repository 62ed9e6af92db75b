using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class ProtocolFeatureEndpoints
{
    /// <summary>Block 1: there was never a time before them.</summary>
    const uint ActivationBlock = 1;

    public static Answer GetActivated(RequestBody body)
    {
        var byBlock = !body.IsEmpty && body.Flag("search_by_block_num");
        var lower = body.IsEmpty ? 0 : body.UInt32("lower_bound", 0);
        var upper = body.IsEmpty ? uint.MaxValue : body.UInt32("upper_bound", uint.MaxValue);
        var limit = body.IsEmpty ? 10 : body.UInt32("limit", 10);
        var found = ProtocolFeatures.Activated.Index().Where(f => (byBlock ? ActivationBlock : (uint)f.Index) is var at && at >= lower && at <= upper).ToList();
        if (!body.IsEmpty && body.Flag("reverse"))
        {
            found.Reverse();
        }

        var page = found.Take((int)Math.Min(limit, int.MaxValue)).ToList();
        var json = new JsonObject
        {
            ["activated_protocol_features"] = new JsonArray([.. page.Select(f =>
            {
                var feature = Digest(f.Item);
                feature["activation_ordinal"] = f.Index;
                feature["activation_block_num"] = ActivationBlock;
                return Describe(feature, f.Item);
            })]),
        };
        if (found.Count > page.Count)
        {
            json["more"] = found[page.Count].Index;
        }

        return Answer.Ok(json);
    }

    public static Answer GetSupported(RequestBody body)
    {
        _ = !body.IsEmpty && body.Flag("exclude_disabled");
        return Answer.Created(new JsonArray([.. ProtocolFeatures.All.Select(f =>
        {
            var feature = Digest(f);
            feature["subjective_restrictions"] = new JsonObject
            {
                ["enabled"] = true,
                ["preactivation_required"] = f.NeedsPreactivation,
                ["earliest_allowed_activation_time"] = "1970-01-01T00:00:00.000",
            };
            return Describe(feature, f);
        })]));
    }

    /// <summary>All are active; a set-up that activates them goes on.</summary>
    /// <exception cref="ChainException">3170010: there is no such feature.</exception>
    public static Answer ScheduleActivations(RequestBody body)
    {
        foreach (var digest in body.Array("protocol_features_to_activate").Select(d => d?.ToString() ?? ""))
        {
            if (ProtocolFeatures.All.All(f => f.Digest != digest))
            {
                throw new ChainException(
                    ErrorKind.ProtocolFeatures,
                    "schedule_protocol_feature_activations",
                    "protocol feature with digest '${digest}' is unrecognized",
                    ("digest", digest));
            }
        }

        return Answer.Created(new JsonObject { ["result"] = "ok" });
    }

    public static Answer GetScheduled() => Answer.Created(new JsonObject { ["protocol_features_to_activate"] = new JsonArray() });

    static JsonObject Digest(ProtocolFeature feature) => new() { ["feature_digest"] = feature.Digest };

    static JsonObject Describe(JsonObject json, ProtocolFeature feature)
    {
        json["description_digest"] = feature.DescriptionDigest;
        json["dependencies"] = feature.Dependency is null ? new JsonArray() : new JsonArray(feature.Dependency);
        json["protocol_feature_type"] = "builtin";
        json["specification"] = new JsonArray(new JsonObject { ["name"] = "builtin_feature_codename", ["value"] = feature.Name });
        return json;
    }
}

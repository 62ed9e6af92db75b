using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Edge.Provisioning.Steps;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Edge.Provisioning.Reporting;

/// <summary>Puts together what is signed, from the configuration, the identity and what was done.</summary>
static class ReportContent
{
    static readonly string[] Values = ["importWh", "exportWh", "powerW", "sequence"];
    static readonly string[] Steps = ["init", "enroll", "meters", "check"];

    public static CanonicalObject Of(Work work, BoxOptions options, BoxIdentity identity, BoxKey key, TpmInfo tpm, ProgressFile progress, ReportOrder order) => new(
        ("format", SignedReport.Format),
        ("language", work.Language.Code()),
        ("madeAt", work.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("technician", work.By),
        ("customer", order.Customer ?? ""),
        ("place", order.Place ?? ""),
        ("software", typeof(ReportContent).Assembly.GetName().Version?.ToString(3) ?? ""),
        ("box", new CanonicalObject(
            ("id", identity.BoxId),
            ("chainAccount", identity.ChainAccount),
            ("chainId", identity.ChainId),
            ("key", key.PublicKeyHex),
            ("publicKey", TpmStep.Text(key)),
            ("tpm", $"{tpm.Manufacturer} {tpm.Model} {tpm.Firmware}"))),
        ("meters", new CanonicalArray([.. options.Meters.OrderBy(meter => meter.Index).Select(meter => (CanonicalValue)Meter(meter, progress))])),
        ("check", Check(progress.Find("check"))),
        ("exchanges", new CanonicalArray([.. progress.StartingWith("exchange:").Select(pair => (CanonicalValue)Exchange(pair.Entry))])),
        ("confirmed", new CanonicalArray([.. Confirmation.All.Where(confirmation => order.Confirmed.Contains(confirmation.Id, StringComparer.Ordinal)).Select(confirmation => (CanonicalValue)confirmation.Id)])),
        ("steps", new CanonicalArray([.. Steps.Where(progress.IsDone).Select(step => (CanonicalValue)new CanonicalObject(
            ("step", step), ("at", Text(progress.Find(step), "at")), ("by", Text(progress.Find(step), "by"))))])));

    static CanonicalObject Meter(MeterOptions meter, ProgressFile progress)
    {
        var arrived = (progress.Find("check")?["meters"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(entry => Text(entry, "serial") == meter.Serial);
        var link = progress.Find($"link:{meter.Serial}");
        var members = new List<(string, CanonicalValue)>
        {
            ("serial", meter.Serial), ("index", meter.Index), ("type", meter.Type), ("unit", Text(link, "unit")), ("linked", link?["linked"]?.GetValue<bool>() == true ? "yes" : "no"),
        };
        if (arrived is not null)
        {
            members.Add(("time", Text(arrived, "time")));
            members.AddRange(Values.Where(name => arrived[name] is not null).Select(name => (name, (CanonicalValue)Number(arrived, name))));
        }

        return new(members);
    }

    static CanonicalObject Check(JsonObject? check) => new(
        ("at", Text(check, "at")), ("backend", Text(check, "backend")), ("sequence", Number(check!, "sequence")));

    static CanonicalObject Exchange(JsonObject entry) => new(
        entry.Where(pair => pair.Value is JsonValue).Select(pair => (pair.Key, pair.Value!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (CanonicalValue)pair.Value.GetValue<long>() : $"{pair.Value}")));

    static string Text(JsonObject? entry, string name) => entry?[name] is { } value ? value.ToString() : "";

    static long Number(JsonObject entry, string name) => long.Parse(entry[name]!.ToString(), CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>While the box's service runs it holds the journal: then it is asked what it read and what the backend acknowledged (its local API, docs/box.md).</summary>
static class ServiceCheck
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long a batch may take beyond its own period.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>What arrived, for the report.</returns>
    /// <exception cref="ProblemException">The service does not answer, or nothing was acknowledged in time.</exception>
    public static async Task<JsonObject> RunAsync(Work work, BoxOptions options, BoxIdentity identity, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address(options), Timeout = TimeSpan.FromSeconds(10) };
        var seen = await StatusAsync(http, cancellationToken);
        if (Text(seen, "boxId") != identity.BoxId)
        {
            throw new ProblemException(ProblemId.DaemonRuns, $"{http.BaseAddress}: {Text(seen, "boxId")}");
        }

        var arrived = Meters(work, seen);

        // Whatever it has read by now is at the latest in the batch behind those that wait.
        var target = Sequence(seen) + ((seen["journal"]?["waitingBatches"] as JsonValue)?.GetValue<long>() ?? 0) + 1;
        var start = work.Time.GetTimestamp();
        var limit = TimeSpan.FromSeconds(options.BatchSeconds) + Patience;
        while (Sequence(seen) < target)
        {
            if (work.Time.GetElapsedTime(start) > limit)
            {
                throw new ProblemException(ProblemId.NotAcknowledged, Text(seen["link"] as JsonObject ?? [], "failure"));
            }

            await Task.Delay(Pause, work.Time, cancellationToken);
            seen = await StatusAsync(http, cancellationToken);
        }

        var backend = Text((JsonObject)seen["link"]!, "backend");
        foreach (var meter in arrived.OfType<JsonObject>())
        {
            meter["sequence"] = target;
            var title = string.Create(CultureInfo.InvariantCulture, $"{work.Say("Zähler", "Meter")} {meter["index"]} ({meter["serial"]})");
            work.Output.Done("arrived", title, $"{work.Say("angekommen", "arrived")}: {meter["time"]}", meter);
        }

        work.Output.Done("backend", "Backend", work.Say($"{backend} hat Stapel {target} gespeichert", $"{backend} has stored batch {target}"), new() { ["address"] = backend, ["sequence"] = target });
        return new() { ["backend"] = backend, ["sequence"] = target, ["meters"] = arrived };
    }

    static JsonArray Meters(Work work, JsonObject status)
    {
        var arrived = new JsonArray();
        foreach (var meter in (status["meters"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var data = new JsonObject { ["serial"] = Text(meter, "serial"), ["index"] = meter["index"]?.DeepClone() };
            var title = string.Create(CultureInfo.InvariantCulture, $"{work.Say("Zähler", "Meter")} {meter["index"]} ({Text(meter, "serial")})");
            if (meter["answers"]?.GetValue<bool>() != true)
            {
                work.Output.Failed("meter", title, new(ProblemId.MeterSilent, Text(meter, "failure")), data);
                continue;
            }

            foreach (var value in (meter["values"] as JsonArray ?? []).OfType<JsonObject>())
            {
                var register = Text(value, "register");
                var name = register.StartsWith("EnergyImport", StringComparison.OrdinalIgnoreCase) ? "importWh" : register.StartsWith("EnergyExport", StringComparison.OrdinalIgnoreCase) ? "exportWh" : "powerW";
                (data[name], data["time"]) = (value["value"]?.DeepClone(), value["time"]?.DeepClone());
            }

            work.Output.Done("meter", title, string.Join(", ", data.Where(pair => pair.Key is "importWh" or "exportWh" or "powerW").Select(pair => $"{pair.Key} {pair.Value}")), data);
            arrived.Add(data.DeepClone());
        }

        return arrived;
    }

    static async Task<JsonObject> StatusAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await http.GetStringAsync(new Uri("/api/status", UriKind.Relative), cancellationToken)) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProblemException(ProblemId.DaemonRuns, $"{http.BaseAddress}api/status: {e.Message}", e);
        }
    }

    /// <summary>Loopback if it listens there: only there it shows its meters without a PIN.</summary>
    static Uri Address(BoxOptions options)
    {
        var listen = (options.Local ?? new()).Listen.Select(IPEndPoint.Parse).ToList();
        var place = listen.FirstOrDefault(end => IPAddress.IsLoopback(end.Address)) ?? listen.FirstOrDefault(end => end.Address.Equals(IPAddress.Any)) ?? listen[0];
        return new($"http://{(place.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, place.Port) : place)}/");
    }

    static long Sequence(JsonObject status) => (status["link"]?["acknowledgedSequence"] as JsonValue)?.GetValue<long>() ?? 0;

    static string Text(JsonObject entry, string name) => entry[name]?.ToString() ?? "";
}

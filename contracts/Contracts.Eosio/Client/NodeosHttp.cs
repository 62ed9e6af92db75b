using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Posts to the first node that answers.</summary>
sealed class NodeosHttp(HttpClient http, IReadOnlyList<Uri> endpoints)
{
    /// <summary>The node that answered last, so that one that is down is not asked first each time.</summary>
    volatile int _preferred;

    /// <returns>The answer, and whether a node asked before may have acted on the request without answering.</returns>
    /// <exception cref="EosioApiException">A node answered with an error.</exception>
    /// <exception cref="HttpRequestException">No node answered.</exception>
    public async Task<JsonNode?> Post(string path, JsonObject body, CancellationToken cancellation, Action? unanswered = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, JsonContext.Default.JsonObject);
        var first = _preferred;
        for (var attempt = 0; ; attempt++)
        {
            var index = (first + attempt) % endpoints.Count;
            try
            {
                var answer = await Ask(new(endpoints[index], path.TrimStart('/')), path, json, cancellation);
                _preferred = index;
                return answer;
            }
            catch (Exception silent) when (attempt < endpoints.Count - 1 && IsSilence(silent, cancellation))
            {
                unanswered?.Invoke();
            }
        }
    }

    static bool IsSilence(Exception exception, CancellationToken cancellation) => exception switch
    {
        HttpRequestException => true,
        OperationCanceledException => !cancellation.IsCancellationRequested,
        EosioApiException answer => answer.Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        _ => false,
    };

    async Task<JsonNode?> Ask(Uri address, string path, byte[] json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, cancellation);
        var content = await response.Content.ReadAsByteArrayAsync(cancellation);
        JsonNode? answer;
        try
        {
            answer = content.Length == 0 ? null : JsonNode.Parse(content);
        }
        catch (JsonException notJson)
        {
            throw response.IsSuccessStatusCode
                ? new EosioFormatException($"{path}: the answer is not JSON. Is the address a nodeos?", notJson)
                : new EosioApiException(response.StatusCode, path, 0, "", response.ReasonPhrase ?? "", "the answer is not JSON");
        }

        return response.IsSuccessStatusCode ? answer : throw Error(response.StatusCode, path, answer as JsonObject);
    }

    static EosioApiException Error(HttpStatusCode status, string path, JsonObject? answer)
    {
        var message = Text(answer, "message");
        if (answer?["error"] is not JsonObject error)
        {
            return new(status, path, 0, "", message, message);
        }

        var details = error["details"] is JsonArray { Count: > 0 } list ? Text(list[0] as JsonObject, "message") : message;
        var code = error["code"] is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;
        return new(status, path, code, Text(error, "name"), Text(error, "what"), details);
    }

    static string Text(JsonObject? json, string field) => json?[field]?.ToString() ?? "";
}

using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Posts to one node.</summary>
sealed class NodeHttp(HttpClient http, Uri endpoint, TimeSpan timeout, TimeProvider time)
{
    /// <summary>More than any answer nodeos gives; less than what would exhaust a box.</summary>
    const int MaxAnswerBytes = 64 * 1024 * 1024;

    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public Uri Endpoint => endpoint;

    /// <exception cref="EosioApiException">The node answered with an error.</exception>
    /// <exception cref="EosioFormatException">The answer is not JSON.</exception>
    /// <exception cref="HttpRequestException">The node did not answer (in time).</exception>
    public async Task<JsonNode?> Post(string path, byte[] json, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await Ask(path, json, both.Token);
        }
        catch (OperationCanceledException ended) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{endpoint} did not answer {path} within {timeout.TotalSeconds:0.#} seconds.", ended);
        }
    }

    async Task<JsonNode?> Ask(string path, byte[] json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path.TrimStart('/'))) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellation);
        var content = await response.Content.ReadAsByteArrayAsync(cancellation);
        JsonNode? answer;
        try
        {
            answer = content.Length == 0 ? null : JsonNode.Parse(content, documentOptions: Strict);
        }
        catch (JsonException notJson)
        {
            throw response.IsSuccessStatusCode
                ? new EosioFormatException($"{path}: the answer is not JSON. Is {endpoint} a nodeos?", notJson)
                : new EosioApiException(response.StatusCode, path, 0, "", response.ReasonPhrase ?? "", "the answer is not JSON");
        }

        return response.IsSuccessStatusCode ? answer : throw EosioApiException.Read(response.StatusCode, path, answer as JsonObject);
    }
}

using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>An HTTP status and its JSON.</summary>
sealed record Answer(int Status, JsonNode? Body)
{
    public static Answer Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static Answer Created(JsonNode body) => new(StatusCodes.Status201Created, body);

    public static Answer Accepted(JsonNode body) => new(StatusCodes.Status202Accepted, body);

    /// <summary>An error in nodeos' form.</summary>
    /// <param name="verbose">With all details, as nodeos answers with --verbose-http-errors; otherwise the first only.</param>
    public static Answer Error(ChainException failure, bool verbose)
    {
        var needsKeys = failure.Kind == ErrorKind.Unsatisfied && failure.Details[0].Method is "get_required_keys";
        var status = needsKeys ? StatusCodes.Status401Unauthorized : failure.Kind.Status;
        var message = status switch
        {
            StatusCodes.Status401Unauthorized => "UnAuthorized",
            StatusCodes.Status409Conflict => "Conflict",
            StatusCodes.Status400BadRequest => failure.Kind == ErrorKind.UnknownBlock ? "Unknown Block" : "Invalid Request",
            _ => "Internal Service Error",
        };
        return Error(status, message, failure.Kind, Details(failure.Details, verbose));
    }

    public static Answer UnknownEndpoint() => Error(StatusCodes.Status404NotFound, "Not Found", "Unknown Endpoint");

    /// <summary>What only this server says, since nodeos closes the connection without a word.</summary>
    public static Answer Refused(int status) => Error(status, status is StatusCodes.Status413PayloadTooLarge ? "Payload Too Large" : "Bad Request", "body limit or form of the request");

    /// <summary>An error without error code, as the trace API and the server itself give them.</summary>
    public static Answer Plain(int status, string message) => Error(status, message, new(0, "", ""), []);

    public async Task WriteAsync(HttpResponse response)
    {
        var bytes = Encoding.UTF8.GetBytes(ChainJson.Text(Body));
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }

    static JsonArray Details(IReadOnlyList<ErrorDetail> details, bool verbose) => new([.. details.Take(verbose ? details.Count : 1).Select(detail => new JsonObject
    {
        ["message"] = detail.Message,
        ["file"] = "chain",
        ["line_number"] = 0,
        ["method"] = detail.Method,
    })]);

    static Answer Error(int status, string message, string detail) =>
        Error(status, message, ErrorKind.Unspecified, Details([new("error", "handle_request", detail, [])], verbose: false));

    static Answer Error(int status, string message, ErrorKind kind, JsonArray details) => new(status, new JsonObject
    {
        ["code"] = status,
        ["message"] = message,
        ["error"] = new JsonObject
        {
            ["code"] = kind.Code,
            ["name"] = kind.Name,
            ["what"] = kind.What,
            ["details"] = details,
        },
    });
}

using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>An HTTP status and its JSON.</summary>
sealed record Answer(int Status, JsonNode? Body)
{
    public static Answer Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static Answer Accepted(JsonNode body) => new(StatusCodes.Status202Accepted, body);

    /// <summary>An error in nodeos' form, with the first detail only, as nodeos answers without --verbose-http-errors.</summary>
    public static Answer Error(ChainException failure)
    {
        var (status, message) = failure.Kind switch
        {
            { Code: 3040008 } => (StatusCodes.Status409Conflict, "Conflict"),
            { Code: 3100002 } => (StatusCodes.Status400BadRequest, "Unknown Block"),
            { Code: 3200006 } => (StatusCodes.Status400BadRequest, "Invalid Request"),
            { Code: 3090003 } when failure.Details[0].Method is "get_required_keys" => (StatusCodes.Status401Unauthorized, "UnAuthorized"),
            _ => (StatusCodes.Status500InternalServerError, "Internal Service Error"),
        };
        var detail = failure.Details[0];
        return Error(status, message, failure.Kind, Details(detail.Message, detail.Method));
    }

    public static Answer UnknownEndpoint() =>
        Error(StatusCodes.Status404NotFound, "Not Found", ErrorKind.Unspecified, Details("Unknown Endpoint", "handle_request"));

    public static Answer TraceMissing(string what) =>
        Error(StatusCodes.Status404NotFound, $"Trace API: {what}", new(0, "", ""), []);

    public async Task WriteAsync(HttpResponse response)
    {
        var bytes = Encoding.UTF8.GetBytes(ChainJson.Text(Body));
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }

    static JsonArray Details(string message, string method) => new(new JsonObject
    {
        ["message"] = message,
        ["file"] = "chain",
        ["line_number"] = 0,
        ["method"] = method,
    });

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

using System.Text.Json.Nodes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Json;
using Microsoft.OpenApi;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>What every error looks like (Connect Protocol Reference, Error-End-Stream and unary errors).</summary>
static class ErrorSchema
{
    public const string Name = "Error";

    public static OpenApiSchema New() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why a call failed.",
        Required = new HashSet<string>(StringComparer.Ordinal) { "code", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["code"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK).Select(code => (JsonNode)ConnectCodes.NameOf(code))],
            },
            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, where, and what to do." },
            ["details"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Detail() },
        },
    };

    static OpenApiSchema Detail() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "More for programs: google.rpc.BadRequest with a violation for each field, google.rpc.RetryInfo, …",
        Required = new HashSet<string>(StringComparer.Ordinal) { "type", "value" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The message's full name." },
            ["value"] = new OpenApiSchema { Type = JsonSchemaType.String, ContentEncoding = "base64", Description = "The message in binary, base64 without padding." },
            ["debug"] = new OpenApiSchema { Description = "The same to read." },
        },
    };
}

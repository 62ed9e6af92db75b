using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>The calls of <c>lem.v1</c> over HTTP as an OpenAPI 3.1 document, made of the protos alone.</summary>
public static class ApiDocument
{
    const string Introduction = """
        Every unary method of the protos, called by POST with JSON; methods that change nothing also by GET. The same methods are there by gRPC, and
        streams are there by gRPC only. Text of 64-bit numbers, names of enum values and base64 are those of protobuf's JSON mapping; what is not set is left out of answers.
        """;

    public static string ToJson()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Make().SerializeAs(OpenApiSpecVersion.OpenApi3_1, new OpenApiJsonWriter(text));
        return text.ToString();
    }

    public static OpenApiDocument Make()
    {
        var wire = WireDescriptors.Load();
        var document = new OpenApiDocument
        {
            Info = new()
            {
                Title = "Local Energy Market", Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3), Description = Introduction.ReplaceLineEndings(" "),
                License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            },
            Servers = [new() { Url = "/" }],
            Tags = new HashSet<OpenApiTag>(wire.Services.Select(Tag)),
            Components = new(),
            Paths = [],
        };
        AddCommon(document);
        var schemas = new Schemas(document, wire.Requests);
        foreach (var message in wire.Messages)
        {
            schemas.Add(message);
        }

        var operations = new Operations(document, schemas, new(wire.Messages));
        foreach (var method in wire.Services.SelectMany(service => service.Methods).Where(WireDescriptors.IsUnary))
        {
            operations.Add(method);
        }

        return document;
    }

    static void AddCommon(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(ErrorSchema.Name, ErrorSchema.New());
        document.AddComponent<IOpenApiSecurityScheme>("token", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token that the supplier gave you.",
        });
        document.AddComponent<IOpenApiParameter>("Timeout", new OpenApiParameter
        {
            Name = "Connect-Timeout-Ms", In = ParameterLocation.Header, Description = "How long the caller waits, milliseconds; then the call ends with `deadline_exceeded`.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "9999999999" },
        });
        document.AddComponent<IOpenApiParameter>("Encoding", new OpenApiParameter
        {
            Name = "encoding", In = ParameterLocation.Query, Required = true, Description = "How the message is written.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [(JsonNode)"json"], Default = "json" },
        });
        document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
    }

    static OpenApiTag Tag(ServiceDescriptor service)
    {
        string[] streams = [.. service.Methods.Where(method => !WireDescriptors.IsUnary(method)).Select(method => $"- `{method.Name}`: {WireDescriptors.CommentOf(method)}")];
        var comment = WireDescriptors.CommentOf(service);
        return new() { Name = service.Name, Description = streams.Length == 0 ? comment : $"{comment}\n\nStreams, by gRPC only:\n\n{string.Join("\n", streams)}" };
    }
}

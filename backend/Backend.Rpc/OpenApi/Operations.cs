using System.Globalization;
using Google.Protobuf.Reflection;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Json;
using LocalEnergyMarket.Protos.V1;
using Microsoft.OpenApi;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>A unary method as operations: POST, and GET if it changes nothing.</summary>
sealed class Operations(OpenApiDocument document, Schemas schemas, Examples examples)
{
    const string Json = "application/json";

    public void Add(MethodDescriptor method)
    {
        var path = new OpenApiPathItem();
        path.AddOperation(HttpMethod.Post, Operation(method, "", operation => operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new() { Schema = schemas.Reference(method.InputType), Example = examples.Of(method.InputType) } },
        }));
        if (WireDescriptors.IsFreeOfSideEffects(method))
        {
            path.AddOperation(HttpMethod.Get, Operation(method, "ByGet", operation => operation.Parameters = [.. operation.Parameters!, .. InQuery(method)]));
        }

        document.Paths.Add(Reflection.ServedServices.PathOf(method), path);
    }

    OpenApiOperation Operation(MethodDescriptor method, string suffix, Action<OpenApiOperation> complete)
    {
        var comment = MethodComment.Of(WireDescriptors.CommentOf(method));
        var access = WireDescriptors.AccessOf(method);
        var operation = new OpenApiOperation
        {
            OperationId = $"{method.Service.Name}_{method.Name}{suffix}",
            Summary = comment.Summary,
            Description = $"{comment.Description}\n\n{WhoMayCall(access)}",
            Tags = new HashSet<OpenApiTagReference> { new(method.Service.Name, document) },
            Parameters = [new OpenApiParameterReference("Timeout", document)],
            Responses = Responses(method, comment, access),
            Security = access.Open ? [] : null,
        };
        complete(operation);
        return operation;
    }

    IEnumerable<IOpenApiParameter> InQuery(MethodDescriptor method) =>
    [
        new OpenApiParameterReference("Encoding", document),
        new OpenApiParameter
        {
            Name = "message", In = ParameterLocation.Query, Required = true, Description = "The request.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new() { Schema = schemas.Reference(method.InputType), Example = examples.Of(method.InputType) } },
        },
    ];

    OpenApiResponses Responses(MethodDescriptor method, MethodComment comment, Access access)
    {
        var errors = comment.Errors.ToList();
        if (method.InputType.Fields.InDeclarationOrder().Any() && !errors.Exists(error => error.Code == StatusCode.InvalidArgument))
        {
            errors.Add((StatusCode.InvalidArgument, "a field does not hold what it must; the details name each."));
        }

        if (!access.Open)
        {
            errors.Add((StatusCode.Unauthenticated, "there is no token, or an unknown one."));
            errors.Add((StatusCode.PermissionDenied, "the caller's role may not call this."));
        }

        var responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse { Description = "The answer.", Content = Content(schemas.Reference(method.OutputType)) },
        };
        foreach (var status in errors.GroupBy(error => ConnectCodes.HttpStatusOf(error.Code)).OrderBy(status => status.Key))
        {
            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join("\n", status.Select(error => $"- `{ConnectCodes.NameOf(error.Code)}`: {error.When}")), Content = Content(Error()),
            };
        }

        responses["default"] = new OpenApiResponse { Description = "Any other error.", Content = Content(Error()) };
        return responses;
    }

    OpenApiSchemaReference Error() => new(ErrorSchema.Name, document);

    static Dictionary<string, OpenApiMediaType> Content(IOpenApiSchema schema) => new(StringComparer.Ordinal) { [Json] = new() { Schema = schema } };

    static string WhoMayCall(Access access) => access.Open
        ? "No token is needed: the caller shows who it is inside the call."
        : $"Roles: {string.Join(", ", access.Roles.Select(role => role.ToString().ToLowerInvariant()))}.";
}

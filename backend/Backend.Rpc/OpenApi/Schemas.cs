using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;
using Microsoft.OpenApi;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>Messages as JSON Schema (2020-12, which OpenAPI 3.1 takes): protobuf's JSON mapping, and the rules of each field.</summary>
sealed class Schemas(OpenApiDocument document, IReadOnlySet<MessageDescriptor> requests)
{
    // What the rules say of every text that has no other limit.
    const int UsualLength = 256;
    const string Uuid = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

    public static string NameOf(IDescriptor type) => type.FullName[(type.File.Package.Length + 1)..];

    /// <summary>Adds a message and those that are declared in it. In a request, a field that is not known is refused.</summary>
    public void Add(MessageDescriptor message)
    {
        var fields = message.Fields.InDeclarationOrder();
        document.AddComponent(NameOf(message), new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = Text(WireDescriptors.CommentOf(message)),
            Properties = fields.ToDictionary(field => field.JsonName, Property, StringComparer.Ordinal),
            Required = fields.Where(field => WireDescriptors.RuleOf(field).Required).Select(field => field.JsonName).ToHashSet(StringComparer.Ordinal),
            AdditionalPropertiesAllowed = !requests.Contains(message),
            AllOf = [.. message.Oneofs.Where(oneof => !oneof.IsSynthetic).Select(AtMostOne)],
        });
        foreach (var nested in message.NestedTypes.Where(nested => nested.GetOptions()?.MapEntry != true))
        {
            Add(nested);
        }
    }

    public IOpenApiSchema Reference(MessageDescriptor message, string? description = null) => new OpenApiSchemaReference(NameOf(message), document) { Description = description };

    IOpenApiSchema Property(FieldDescriptor field)
    {
        var (rule, comment) = (WireDescriptors.RuleOf(field), Text(WireDescriptors.CommentOf(field)));
        if (field.IsMap)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Object, Description = comment, AdditionalProperties = Item(field.MessageType.FindFieldByNumber(2), rule, null) };
        }

        return !field.IsRepeated
            ? Item(field, rule, comment)
            : new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = comment,
                Items = Item(field, rule, null),
                MinItems = rule.Required ? 1 : null,
                MaxItems = rule.MaxItems > 0 ? (int)rule.MaxItems : null,
            };
    }

    IOpenApiSchema Item(FieldDescriptor field, FieldRule rule, string? comment)
    {
        if (field.FieldType == FieldType.Message && field.MessageType.File.Package == WireDescriptors.Package)
        {
            return Reference(field.MessageType, comment);
        }

        var schema = field.FieldType switch
        {
            FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            FieldType.String => OfString(rule, requests.Contains(field.ContainingType)),
            FieldType.Bytes => OfBytes(rule),
            FieldType.Enum => OfEnum(field.EnumType),
            FieldType.Message => OfWellKnown(field.MessageType),
            FieldType.Float or FieldType.Double => new() { Type = JsonSchemaType.Number, Format = field.FieldType == FieldType.Float ? "float" : "double" },
            _ => OfInteger(field.FieldType, rule),
        };
        schema.Description = Text(string.Join(' ', new[] { comment, schema.Description }.Where(part => !string.IsNullOrEmpty(part))));
        return schema;
    }

    static OpenApiSchema OfString(FieldRule rule, bool isSent) => new()
    {
        Type = JsonSchemaType.String,
        Format = rule.Uuid ? "uuid" : null,
        Pattern = Patterns(rule),
        MinLength = rule.Length > 0 ? (int)rule.Length : rule.Required ? 1 : null,
        MaxLength = rule.Length > 0 ? (int)rule.Length : rule.MaxLength > 0 ? (int)rule.MaxLength : isSent ? UsualLength : null,
    };

    // What is not set breaks no rule but `required`, and an empty text is not set.
    static string? Patterns(FieldRule rule) => (rule.Uuid ? Uuid : rule.Pattern) is { Length: > 0 } pattern ? rule.Required ? $"^(?:{pattern})$" : $"^(?:{pattern})?$" : null;

    static OpenApiSchema OfBytes(FieldRule rule) => new()
    {
        Type = JsonSchemaType.String,
        Format = "byte",
        ContentEncoding = "base64",
        MinLength = rule.Required ? 2 : null,
        Description = rule.Length > 0 ? $"{rule.Length} bytes in base64." : rule.MaxLength > 0 ? $"At most {rule.MaxLength} bytes, in base64." : "In base64.",
    };

    static OpenApiSchema OfInteger(FieldType type, FieldRule rule)
    {
        var isLong = type is FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 or FieldType.UInt64 or FieldType.Fixed64;
        var isUnsigned = type is FieldType.UInt32 or FieldType.Fixed32 or FieldType.UInt64 or FieldType.Fixed64;
        var (least, most) = (rule.HasMin ? rule.Min : isUnsigned || rule.Timeslot || rule.PageSize ? 0 : (long?)null, rule.HasMax ? rule.Max : rule.Timeslot ? 4_102_444_800 : (long?)null);
        var limited = isLong && (least ?? most) is not null && !(isUnsigned && !rule.HasMin && most is null);
        return new()
        {
            // JSON's numbers end at 2⁵³ in many readers: protobuf writes 64 bits as text, and takes both.
            Type = !isLong ? JsonSchemaType.Integer : limited ? JsonSchemaType.String | JsonSchemaType.Integer : JsonSchemaType.String,
            Format = $"{(isUnsigned ? "u" : "")}int{(isLong ? 64 : 32)}",
            Pattern = isLong ? isUnsigned ? "^[0-9]+$" : "^-?[0-9]+$" : null,
            Minimum = !isLong || limited ? least?.ToString(CultureInfo.InvariantCulture) : null,
            Maximum = !isLong || limited ? most?.ToString(CultureInfo.InvariantCulture) : null,
            MultipleOf = rule.Timeslot ? 900 : null,
        };
    }

    static OpenApiSchema OfEnum(EnumDescriptor type) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. type.Values.Select(value => (JsonNode)value.Name)],
        Description = string.Join("\n", type.Values.Select(value => $"- `{value.Name}`: {WireDescriptors.CommentOf(value)}").Prepend(WireDescriptors.CommentOf(type) + "\n")),
    };

    static OpenApiSchema OfWellKnown(MessageDescriptor type) => type.FullName switch
    {
        "google.protobuf.Timestamp" => new() { Type = JsonSchemaType.String, Format = "date-time" },
        "google.protobuf.Duration" => new() { Type = JsonSchemaType.String, Pattern = @"^-?[0-9]+(\.[0-9]{1,9})?s$" },
        _ => throw new NotSupportedException($"{type.FullName} has no schema yet."),
    };

    static OpenApiSchema AtMostOne(OneofDescriptor oneof)
    {
        IOpenApiSchema[] alone = [.. oneof.Fields.Select(field => new OpenApiSchema { Required = new HashSet<string>(StringComparer.Ordinal) { field.JsonName } })];
        return new() { Description = $"At most one of {string.Join(", ", oneof.Fields.Select(field => field.JsonName))}.", OneOf = [.. alone, new OpenApiSchema { Not = new OpenApiSchema { AnyOf = [.. alone] } }] };
    }

    static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

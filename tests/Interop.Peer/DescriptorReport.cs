using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Interop.Peer;

/// <summary>
/// What a program reads off the protos while it runs: options of methods (the client's retries go by them), rules of fields, details of errors, JSON.
/// Reflection over types is what trimming breaks, so a trimmed program has to say the same as any other.
/// </summary>
public static class DescriptorReport
{
    static readonly FileDescriptor[] Files =
    [
        BoxReflection.Descriptor, ControlReflection.Descriptor, RegistryReflection.Descriptor, ForecastsReflection.Descriptor, MarketReflection.Descriptor,
        SettlementReflection.Descriptor, EvidenceReflection.Descriptor, FleetReflection.Descriptor, JobsReflection.Descriptor, MastrReflection.Descriptor, Protos.V1.StatusReflection.Descriptor,
    ];

    public static IEnumerable<string> Lines() =>
    [
        .. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(Line),
        .. Files.SelectMany(file => file.MessageTypes).SelectMany(message => message.Fields.InDeclarationOrder()).Select(Line).OfType<string>(),
        DetailLine(),
        JsonLine(),
    ];

    static string Line(MethodDescriptor method)
    {
        var access = method.GetOptions().GetExtension(RulesExtensions.Access);
        return $"{method.FullName}: {method.GetOptions().IdempotencyLevel}, {(access.Open ? "open" : string.Join(' ', access.Roles))}";
    }

    static string? Line(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(RulesExtensions.Rule) is { } rule ? $"{field.FullName}: {rule.ToByteString().ToBase64()}" : null;

    static string DetailLine()
    {
        var sent = new Google.Rpc.Status { Details = { Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "page_size" } } }) } };
        var received = Google.Rpc.Status.Parser.ParseFrom(sent.ToByteArray());
        return $"{received.Details[0].TypeUrl}: {received.Details[0].Unpack<BadRequest>().FieldViolations[0].Field}";
    }

    static string JsonLine()
    {
        var written = JsonFormatter.Default.Format(new Access { Roles = { CallerRole.Customer } });
        return string.Create(CultureInfo.InvariantCulture, $"{written} {JsonParser.Default.Parse<Access>(written).Roles[0]}");
    }
}

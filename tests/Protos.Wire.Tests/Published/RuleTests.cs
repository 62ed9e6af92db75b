using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

public sealed class RuleTests
{
    static readonly FileDescriptor[] Wire =
    [
        BoxReflection.Descriptor, ControlReflection.Descriptor, EvidenceReflection.Descriptor, ForecastsReflection.Descriptor, MarketReflection.Descriptor, RegistryReflection.Descriptor,
        SettlementReflection.Descriptor, FleetReflection.Descriptor, JobsReflection.Descriptor, MastrReflection.Descriptor, StatusReflection.Descriptor,
    ];

    static readonly string[] Reading = ["Get", "List", "Stream", "Compare", "Export", "Fetch"];

    /// <summary>Changes that say what shall be, so that the same call again changes nothing.</summary>
    static readonly HashSet<string> Repeatable = new(StringComparer.Ordinal)
    {
        "WithdrawOffer", "RegisterCustomer", "LinkMeter", "ReplaceMeter", "UnlinkMeter", "RevokeBox", "RetryDeadLetter", "ReleaseLimit", "CancelJob", "EnterMeter", "RetireMeter",
        "EnterBalancingGroup", "CloseBalancingGroup", "EnterKnownActor", "ConcludeContract", "EndContract", "ChangeMarketing", "GrantRole", "RevokeRole", "ClaimUnit", "WithdrawClaim",
        "ReviewClaim",
    };

    [Fact]
    public void A_rule_fits_the_type_of_its_field()
    {
        var rules = 0;
        foreach (var field in Wire.Requests().SelectMany(message => message.Fields.InDeclarationOrder()))
        {
            if (field.Rule() is { } rule)
            {
                Assert.Empty(Misfits(field, rule).Select(misfit => $"{field.FullName}: {misfit}"));
                rules++;
            }
        }

        Assert.True(rules > 60, $"Only {rules} rules were looked at.");
    }

    [Fact]
    public void Every_text_and_number_of_a_unary_request_has_a_rule()
    {
        var without = Wire.Requests(streamed: false).SelectMany(message => message.Fields.InDeclarationOrder())
            .Where(field => field.FieldType is FieldType.String or FieldType.Bytes or FieldType.Int32 or FieldType.Int64 or FieldType.UInt32 or FieldType.UInt64)
            .Where(field => field.Rule() is null);
        Assert.Empty(without.Select(field => field.FullName));
    }

    [Fact]
    public void A_method_that_only_reads_may_be_repeated_and_one_with_a_request_id_too()
    {
        foreach (var method in Wire.Methods())
        {
            var level = method.GetOptions()?.IdempotencyLevel ?? MethodOptions.Types.IdempotencyLevel.IdempotencyUnknown;
            var expected = Reading.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)) ? MethodOptions.Types.IdempotencyLevel.NoSideEffects
                : method.InputType.FindFieldByName("request_id") is not null || Repeatable.Contains(method.Name) ? MethodOptions.Types.IdempotencyLevel.Idempotent
                : MethodOptions.Types.IdempotencyLevel.IdempotencyUnknown;
            Assert.Equal((method.FullName, expected), (method.FullName, level));
        }
    }

    static IEnumerable<string> Misfits(FieldDescriptor field, FieldRule rule)
    {
        var text = field.FieldType == FieldType.String;
        var number = field.FieldType is FieldType.Int32 or FieldType.Int64 or FieldType.UInt32 or FieldType.UInt64;
        if ((rule.MaxLength > 0 || rule.Length > 0) && !text && field.FieldType != FieldType.Bytes)
        {
            yield return "a length of what has none";
        }

        if ((rule.Pattern.Length > 0 || rule.Uuid) && !text)
        {
            yield return "a form of what is no text";
        }

        if ((rule.HasMin || rule.HasMax || rule.Timeslot || rule.PageSize) && !number)
        {
            yield return "a range of what is no number";
        }

        if (rule.HasMin && rule.HasMax && rule.Min > rule.Max)
        {
            yield return "an empty range";
        }

        if (rule.MaxItems > 0 && !field.IsRepeated)
        {
            yield return "items of what is not repeated";
        }

        if (rule.Pattern.Length > 0)
        {
            // Both RE2 and .NET without backtracking refuse what would take long on bad input.
            var pattern = new Regex($"^(?:{rule.Pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (pattern.IsMatch(""))
            {
                yield return "a pattern that the empty text matches says less than it seems";
            }
        }
    }
}

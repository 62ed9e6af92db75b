using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

/// <summary>What buf does not see: whoever may call, and whatever is taken, under the published API may and is also later.</summary>
public sealed class AcceptedRulesTests
{
    /// <summary>Characters of a text without a rule.</summary>
    const uint DefaultLength = 256;

    [Fact]
    public async Task Nothing_that_was_taken_is_refused_now() =>
        Assert.Empty(Narrowed(await Descriptors.PublishedAsync(), await Descriptors.OfAsync(Buf.Protos)));

    [Theory]
    [InlineData("registry.proto", "max_items: 500", "max_items: 499", "lem.v1.ListUnitsRequest.unit_numbers: max_items")]
    [InlineData("registry.proto", "{max_length: 16}", "{max_length: 5}", "lem.v1.ListUnitsRequest.postcode: max_length")]
    [InlineData("settlement.proto", "{min: 0}", "{min: 1}", "lem.v1.GetSettlementRequest.version: min")]
    [InlineData("settlement.proto", "{pattern: \"[A-Z]{3}[0-9]{12}\"}", "{pattern: \"SEE[0-9]{12}\"}", "lem.v1.GetSlotEnergiesRequest.unit_number: pattern")]
    [InlineData("evidence.proto", "[(lem.v1.rule) = {timeslot: true}]", "[(lem.v1.rule) = { timeslot: true required: true }]", "lem.v1.ListAnchorsRequest.timeslot: required")]
    [InlineData("forecasts.proto", "        CALLER_ROLE_OPERATOR,\n        CALLER_ROLE_SUPPLIER\n", "        CALLER_ROLE_SUPPLIER\n", "lem.v1.ForecastService.ImportForecast: roles")]
    [InlineData("box.proto", "string reason = 1;", "string reason = 1; string other = 2;", null)]
    [InlineData("registry.proto", "{max_length: 16}", "{max_length: 17}", null)]
    [InlineData("settlement.proto", "{min: 0}", "{min: -1}", null)]
    [InlineData("settlement.proto", "string unit_number = 2 [(lem.v1.rule) = {pattern: \"[A-Z]{3}[0-9]{12}\"}];", "string unit_number = 2;", null)]
    [InlineData("settlement.proto", "  int32 version = 3 [", "  string other = 4 [(lem.v1.rule) = {required: true}]; int32 version = 3 [", "lem.v1.GetSettlementRequest.other: required")]
    public async Task A_narrower_rule_is_found(string file, string from, string to, string? narrowed)
    {
        using var copy = new ProtosCopy();
        copy.Change(file, from, to);
        Assert.Equal(narrowed is null ? [] : [narrowed], Narrowed(await Descriptors.OfAsync(Buf.Protos), await Descriptors.OfAsync(copy.Folder)));
    }

    static List<string> Narrowed(IReadOnlyList<FileDescriptor> before, IReadOnlyList<FileDescriptor> now)
    {
        var narrowed = new List<string>();
        foreach (var method in before.Methods())
        {
            if (now.Methods().FirstOrDefault(same => same.FullName == method.FullName) is { } same && !Includes(same.Access(), method.Access()))
            {
                narrowed.Add($"{method.FullName}: roles");
            }
        }

        var known = before.Requests().ToDictionary(message => message.FullName, StringComparer.Ordinal);
        foreach (var message in now.Requests().Where(message => known.ContainsKey(message.FullName)))
        {
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                var old = known[message.FullName].FindFieldByNumber(field.FieldNumber);
                var rules = old is null
                    ? field.Rule()?.Required == true ? ["required"] : []
                    : Narrowed(old.Rule() ?? new(), field.Rule() ?? new(), field.FieldType == FieldType.String ? DefaultLength : uint.MaxValue);
                narrowed.AddRange(rules.Select(rule => $"{field.FullName}: {rule}"));
            }
        }

        return narrowed;
    }

    static bool Includes(Access? now, Access? before) =>
        now?.Open == true || (before?.Open != true && (before?.Roles ?? []).All(role => now?.Roles.Contains(role) == true));

    static IEnumerable<string> Narrowed(FieldRule before, FieldRule now, uint longest)
    {
        (string Rule, bool Narrowed)[] rules =
        [
            ("required", now.Required && !before.Required),
            ("max_length", Most(now.MaxLength, longest) < Most(before.MaxLength, longest)),
            ("length", now.Length > 0 && now.Length != before.Length),
            ("pattern", now.Pattern.Length > 0 && now.Pattern != before.Pattern),
            ("uuid", now.Uuid && !before.Uuid),
            ("min", now.HasMin && (!before.HasMin || now.Min > before.Min)),
            ("max", now.HasMax && (!before.HasMax || now.Max < before.Max)),
            ("timeslot", now.Timeslot && !before.Timeslot),
            ("max_items", Most(now.MaxItems, uint.MaxValue) < Most(before.MaxItems, uint.MaxValue)),
            ("page_size", now.PageSize && !before.PageSize),
        ];
        return rules.Where(rule => rule.Narrowed).Select(rule => rule.Rule);
    }

    static uint Most(uint said, uint otherwise) => said == 0 ? otherwise : said;
}

using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

public sealed class CommentTests
{
    [Fact]
    public async Task Everything_says_what_it_means()
    {
        var silent = new List<string>();
        var spoken = 0;
        foreach (var thing in (await Descriptors.OfAsync(Buf.Protos)).SelectMany(All))
        {
            if (CommentOf(thing).Trim() is not { Length: > 0 } comment || comment[^1] is not ('.' or '…' or ')'))
            {
                silent.Add(thing.FullName);
            }

            spoken++;
        }

        Assert.Empty(silent);
        Assert.True(spoken > 300, $"Only {spoken} things were looked at.");
    }

    [Fact]
    public async Task A_method_names_its_roles_in_its_comment()
    {
        foreach (var method in (await Descriptors.OfAsync(Buf.Protos)).Methods())
        {
            var access = method.Access();
            Assert.NotNull(access);
            var roles = access.Roles.Select(role => role.ToString().ToLowerInvariant()).ToList();
            var expected = access.Open ? "none; the box shows who it is"
                : roles.Count == Enum.GetValues<CallerRole>().Length - 2 && !roles.Contains("technician") ? "all but technician"
                : string.Join(", ", roles);
            Assert.Equal(($"Roles: {expected}.", method.FullName), (CommentOf(method).Trim().Split('\n')[^1].Trim(), method.FullName));
        }
    }

    [Fact]
    public async Task Energy_prices_money_and_times_have_their_unit_in_name_or_comment()
    {
        (string Suffix, string Unit)[] units = [("_wh", "Wh"), ("_w", "W"), ("_mct_per_kwh", "10⁻⁵ EUR/kWh"), ("_uct", "10⁻⁸ EUR"), ("timeslot", "seconds since 1970")];
        foreach (var field in (await Descriptors.OfAsync(Buf.Protos)).SelectMany(All).OfType<FieldDescriptor>().Where(field => field.FieldType == FieldType.Int64))
        {
            foreach (var (_, unit) in units.Where(unit => field.Name.EndsWith(unit.Suffix, StringComparison.Ordinal)))
            {
                Assert.True(CommentOf(field).Contains(unit, StringComparison.Ordinal), $"{field.FullName} does not name its unit, {unit}.");
            }
        }
    }

    static string CommentOf(IDescriptor thing) => (thing switch
    {
        ServiceDescriptor service => service.Declaration,
        MethodDescriptor method => method.Declaration,
        MessageDescriptor message => message.Declaration,
        FieldDescriptor field => field.Declaration,
        EnumDescriptor type => type.Declaration,
        EnumValueDescriptor value => value.Declaration,
        _ => null,
    })?.LeadingComments ?? "";

    static IEnumerable<IDescriptor> All(FileDescriptor file) =>
    [
        .. file.Services,
        .. file.Services.SelectMany(service => service.Methods),
        .. file.MessageTypes.SelectMany(All),
        .. file.EnumTypes,
        .. file.EnumTypes.SelectMany(type => type.Values),
    ];

    static IEnumerable<IDescriptor> All(MessageDescriptor message) =>
    [
        message,
        .. message.Fields.InDeclarationOrder(),
        .. message.NestedTypes.SelectMany(All),
        .. message.EnumTypes,
        .. message.EnumTypes.SelectMany(type => type.Values),
    ];
}

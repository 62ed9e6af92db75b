using LocalEnergyMarket.Backend.Registry.History;
using LocalEnergyMarket.Backend.Registry.Roles;
using static LocalEnergyMarket.Backend.Registry.Tests.Registers.OpenRegister;
using CallerRole = LocalEnergyMarket.Protos.V1.CallerRole;
using RegisterObject = LocalEnergyMarket.Protos.V1.RegisterObject;

namespace LocalEnergyMarket.Backend.Registry.Tests.Registers;

public sealed class RoleTests(RegistryDatabase database)
{
    static readonly Dictionary<string, FiledRole> File = new(StringComparer.Ordinal) { ["boss"] = new(CallerRole.Operator, ""), ["second"] = new(CallerRole.Operator, "") };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_operators_who_take_each_others_role_at_once_leave_one()
    {
        await using var register = await OpenAsync(database);
        for (var round = 0; round < 5; round++)
        {
            await register.Roles.TakeOverAsync(new Dictionary<string, FiledRole>(StringComparer.Ordinal), Cancellation);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => register.Roles.TakeOverAsync(File, Cancellation)));
            var answers = await Task.WhenAll(File.Keys.Select(async name =>
            {
                try
                {
                    await register.Roles.RevokeAsync(new(SubjectKind.Caller, name, "left", Staff), Cancellation);
                    return null;
                }
                catch (RegistryException e)
                {
                    return e;
                }
            }));
            Assert.Equal(RegistryError.LastOperator, Assert.Single(answers, answer => answer is not null)!.Error);
            Assert.Single(await register.Roles.CallersAsync(Cancellation), role => role.Role == CallerRole.Operator);
        }
    }

    [Fact]
    public async Task Who_gave_whom_which_role_and_why_is_known()
    {
        await using var register = await OpenAsync(database);
        await register.Roles.TakeOverAsync(File, Cancellation);
        await register.Roles.GrantAsync(new(SubjectKind.Caller, "second", CallerRole.Supplier, "", "changed desks", Staff), Cancellation);
        await Assert.ThrowsAsync<RegistryException>(() =>
            register.Roles.GrantAsync(new(SubjectKind.PortalUser, "anna", CallerRole.Customer, "C-0001", "new customer", Staff), Cancellation));
        await register.CustomerAsync("C-0001");
        await register.Roles.GrantAsync(new(SubjectKind.PortalUser, "anna", CallerRole.Customer, "C-0001", "new customer", Staff), Cancellation);

        var history = await register.History.ReadAsync(RegisterObject.Caller, "second", long.MaxValue, 10, Cancellation);
        Assert.Equal([Staff, Actor.Configuration], history.Select(entry => entry.By));
        Assert.Contains("Supplier was given: changed desks", history[0].Text, StringComparison.Ordinal);
        Assert.Equal(["boss", "second", "anna"], (await register.Roles.ListAsync(CallerRole.Unspecified, null, 10, Cancellation)).Select(role => role.Name));
        Assert.Equal(["second", "anna"], (await register.Roles.ListAsync(CallerRole.Unspecified, (SubjectKind.Caller, "boss"), 10, Cancellation)).Select(role => role.Name));
        Assert.Equal(["second"], (await register.Roles.ListAsync(CallerRole.Supplier, null, 10, Cancellation)).Select(role => role.Name));
    }

    [Fact]
    public void Every_event_of_the_register_names_who_did_it_and_has_a_text()
    {
        var events = typeof(IRecorded).Assembly.GetTypes().Where(type => typeof(IRecorded).IsAssignableFrom(type) && type.IsClass).ToList();
        Assert.True(events.Count >= 29, $"{events.Count}");
        Assert.All(events, type => Assert.Equal("By", type.GetConstructors()[0].GetParameters()[^1].Name, ignoreCase: true));
        Assert.All(events, type => Assert.NotEmpty(EventTexts.Of(Example(type))));
    }

    /// <summary>An event with something of each member's type.</summary>
    static object Example(Type type) => type.GetConstructors()[0].Invoke([.. type.GetConstructors()[0].GetParameters().Select(parameter => Value(parameter.ParameterType))]);

    static object? Value(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type.IsArray => Array.CreateInstance(type.GetElementType()!, 0),
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => Array.CreateInstance(type.GetGenericArguments()[0], 0),
        _ when type.IsValueType => Activator.CreateInstance(type),
        _ => null,
    };
}

using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Configuration;

/// <summary>Generated deserialisation overwrites the default of an init-only property without a word; here it is noticed.</summary>
public sealed class OptionDefaultsTests
{
    public static TheoryData<Type> Options => [.. typeof(BoxOptions).Assembly.GetTypes().Where(t => t.Namespace == typeof(BoxOptions).Namespace && t.Name.EndsWith("Options", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Options))]
    public void What_is_left_out_has_its_default(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToList();
        var required = properties.Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null).ToList();
        var json = new JsonObject(required.Select(p => KeyValuePair.Create(p.Name, Something(p.PropertyType))));

        var contract = BoxOptionsJson.Default.GetTypeInfo(type);
        Assert.True(contract is not null, $"{type.Name} is not a part of BoxOptions.");
        var read = System.Text.Json.JsonSerializer.Deserialize(json.ToJsonString(), contract);

        var fresh = Activator.CreateInstance(type);
        Assert.All(properties.Except(required), p => Assert.Equal(p.GetValue(fresh), p.GetValue(read)));
    }

    static JsonNode? Something(Type type) =>
        type == typeof(string) ? "x"
        : type.IsPrimitive ? 1
        : typeof(IEnumerable).IsAssignableFrom(type) ? new JsonArray()
        : new JsonObject(type.GetProperties().Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null).Select(p => KeyValuePair.Create(p.Name, Something(p.PropertyType))));
}

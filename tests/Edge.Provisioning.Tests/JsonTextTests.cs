using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Edge.Provisioning.Configuring;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}", "{\n  \"a\": 1\n}")]
    [InlineData("{ \"b\": 2 }", "{ \"b\": 2,\n\"a\": 1 }")]
    [InlineData("{\n  \"b\": 2, // why\n}", "{\n  \"b\": 2,\n  \"a\": 1 // why\n}")]
    [InlineData("{\n  \"b\": 2 /* , */ , // why\n}", "{\n  \"b\": 2 /* , */ ,\n  \"a\": 1 // why\n}")]
    [InlineData("{ \"A\" : { \"x\": [1,2] } }", "{ \"A\" : 1 }")]
    [InlineData("// \"a\": 3\n{ \"c\": \"a\", \"a\": 3, \"d\": 4 }", "// \"a\": 3\n{ \"c\": \"a\", \"a\": 1, \"d\": 4 }")]
    public void A_member_is_set_and_all_else_stays(string before, string after)
    {
        var text = new JsonText(Encoding.UTF8.GetBytes(before));
        Assert.Equal(after, Encoding.UTF8.GetString(text.With(text.Root, "a", "1").ToUtf8()));
    }

    [Theory]
    [InlineData("[]", 1)]
    [InlineData("[ { \"x\": 1 } ]", 2)]
    [InlineData("[ { \"x\": 1 }, ]", 2)]
    [InlineData("[ /* none\n , */\n ]", 1)]
    [InlineData("[ { \"x\": \"], }\" } // ]\n , // ,\n ]", 2)]
    public void An_item_is_added_at_the_end(string array, int count)
    {
        var text = new JsonText(Encoding.UTF8.GetBytes($"{{ \"m\": {array}, \"ü\": \"Ä\" }}"));
        var after = text.Added(text.Root.Find("M")!, "{ \"new\": true }");
        var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        using var json = JsonDocument.Parse(after.ToUtf8(), options);
        Assert.Equal(count, json.RootElement.GetProperty("m").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("m")[count - 1].GetProperty("new").GetBoolean());
        Assert.Equal("Ä", json.RootElement.GetProperty("ü").GetString());
        foreach (var comment in new[] { "/* none\n , */", "// ]", "// ,", "\"], }\"" }.Where(comment => array.Contains(comment, StringComparison.Ordinal)))
        {
            Assert.Contains(comment, Encoding.UTF8.GetString(after.ToUtf8()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{ \"a\": 1, \"b\": 2 }", "{ \"b\": 2 }")]
    [InlineData("{ \"b\": 2, \"a\": 1 }", "{ \"b\": 2 }")]
    [InlineData("{ \"a\": 1 }", "{  }")]
    [InlineData("{ \"c\": 1 }", "{ \"c\": 1 }")]
    public void A_member_is_taken_away(string before, string after)
    {
        var text = new JsonText(Encoding.UTF8.GetBytes(before));
        Assert.Equal(after, Encoding.UTF8.GetString(text.Without(text.Root, "a").ToUtf8()));
    }
}

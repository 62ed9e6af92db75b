using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace LocalEnergyMarket.Protos.Evidence.Tests;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void Members_are_sorted_by_UTF_16_code_units() =>
        // The example of RFC 8785 section 3.2.3.
        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            Parse("""
                { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                  "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }
                """).ToString());

    [Fact]
    public void Strings_are_escaped_as_little_as_possible() =>
        // The string of RFC 8785 section 3.2.2.
        Assert.Equal(
            "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
            Parse("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"").ToString());

    [Fact]
    public void Every_control_character_has_its_one_escape() =>
        Assert.Equal("\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u007f\"", new CanonicalText("\0\b\t\n\v\f\r\u001f\u007f").ToString());

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0", 0)]
    public void Integers_of_64_bits_are_exact(string text, long value)
    {
        Assert.Equal(new CanonicalInteger(value), Parse(text));
        Assert.Equal(text, new CanonicalInteger(value).ToString());
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("9223372036854775808")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":1}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("01")]
    [InlineData("1 1")]
    [InlineData("")]
    [InlineData("/**/1")]
    [InlineData("\"\\ud800\"")]
    [InlineData("'a'")]
    public void What_has_more_than_one_meaning_is_refused(string text) => Assert.Throws<FormatException>(() => Parse(text));

    [Fact]
    public void Invalid_UTF_8_is_refused() => Assert.Throws<FormatException>(() => CanonicalJson.Parse([(byte)'"', 0xc3, 0x28, (byte)'"']));

    [Fact]
    public void A_document_deeper_than_the_limit_is_refused() =>
        Assert.Throws<FormatException>(() => Parse(new string('[', 1000) + new string(']', 1000)));

    [Theory]
    [InlineData("{\"b\":1,\"a\":2}")]
    [InlineData("{\"a\": 1}")]
    [InlineData("\"\\u0041\"")]
    public void Strict_reading_takes_the_canonical_form_only(string text) =>
        Assert.Contains("canonical", Assert.Throws<FormatException>(() => CanonicalJson.ParseCanonical(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Half_a_surrogate_pair_cannot_be_written() => Assert.Throws<EncoderFallbackException>(() => new CanonicalText("\ud800").ToUtf8());

    [Fact]
    public void What_is_written_is_read_back_and_written_the_same() =>
        Prop.ForAll(Arb.From(Values(3)), value =>
        {
            var bytes = value.ToUtf8();
            return CanonicalJson.ParseCanonical(bytes).Equals(value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_missing_or_wrong_member_is_named()
    {
        var document = (CanonicalObject)Parse("{\"a\":\"text\"}");
        Assert.Contains("'a' is not an integer: \"text\"", Assert.Throws<FormatException>(() => document.IntegerOf("a")).Message, StringComparison.Ordinal);
        Assert.Contains("'b' (a string) is missing", Assert.Throws<FormatException>(() => document.TextOf("b")).Message, StringComparison.Ordinal);
    }

    static CanonicalValue Parse(string text) => CanonicalJson.Parse(Encoding.UTF8.GetBytes(text));

    static Gen<CanonicalValue> Values(int depth)
    {
        var text = Gen.Choose(0, 0xd7ff).Select(c => (char)c).ListOf().Select(c => string.Concat(c));
        var leaf = Gen.OneOf(
            text.Select(t => (CanonicalValue)t),
            ArbMap.Default.GeneratorFor<long>().Select(n => (CanonicalValue)n));
        return depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Values(depth - 1).ListOf().Select(items => (CanonicalValue)new CanonicalArray([.. items])),
                text.Zip(Values(depth - 1)).ListOf()
                    .Select(members => (CanonicalValue)new CanonicalObject(members.DistinctBy(m => m.Item1, StringComparer.Ordinal).Select(m => (m.Item1, m.Item2)))));
    }
}

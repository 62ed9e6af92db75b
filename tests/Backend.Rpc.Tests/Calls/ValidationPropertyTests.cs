using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using LocalEnergyMarket.Backend.Rpc.Calls.Validation;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

/// <summary>Messages made by chance: whatever keeps the rules passes, and whatever breaks one is refused naming the field.</summary>
public sealed class ValidationPropertyTests
{
    /// <summary>The rules of tried.proto once more, as ranges to choose from: values that keep them and values that do not.</summary>
    static readonly (string Field, Gen<object> Right, Gen<object> Wrong, Action<Ruled, object> Set)[] Fields =
    [
        ("required_text", Text(1, 256), Gen.Constant<object>(""), (message, value) => message.RequiredText = (string)value),
        ("plain_text", Text(0, 256), Text(257, 400), (message, value) => message.PlainText = (string)value),
        ("long_text", Text(0, 1000), Text(1001, 1100), (message, value) => message.LongText = (string)value),
        ("exact_text", Text(4, 4), Text(5, 9), (message, value) => message.ExactText = (string)value),
        ("pattern_text", Number(0, 999).Select(object (n) => $"{n:000}"), Number(0, 99).Select(object (n) => $"{n:00}"), (message, value) => message.PatternText = (string)value),
        ("uuid_text", Number(1, int.MaxValue).Select(object (n) => new Guid((int)n, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]).ToString()), Text(1, 35), (message, value) => message.UuidText = (string)value),
        ("exact_bytes", Bytes(8, 8), Bytes(9, 20), (message, value) => message.ExactBytes = (ByteString)value),
        ("short_bytes", Bytes(0, 16), Bytes(17, 40), (message, value) => message.ShortBytes = (ByteString)value),
        ("ranged", Number(-5, 5).Select(object (n) => n), Gen.OneOf(Number(6, int.MaxValue), Number(int.MinValue, -6)).Select(object (n) => n), (message, value) => message.Ranged = (long)value),
        ("positive", Number(1, int.MaxValue).Select(object (n) => (ulong)n), Gen.Constant<object>(0UL), (message, value) => message.Positive = (ulong)value),
        ("timeslot", Number(0, 4_700_000).Select(object (n) => n * 900), Number(0, 4_700_000).Select(object (n) => (n * 900) + 1 + (n % 899)), (message, value) => message.Timeslot = (long)value),
        ("page_size", Number(0, int.MaxValue).Select(object (n) => (int)n), Number(int.MinValue, -1).Select(object (n) => (int)n), (message, value) => message.PageSize = (int)value),
        ("shade", Gen.Elements<object>(Shade.Light, Shade.Dark), Gen.Elements<object>(Shade.Unspecified, (Shade)2, (Shade)(-1), (Shade)99), (message, value) => message.Shade = (Shade)value),
        ("maybe", Number(10, int.MaxValue).Select(object (n) => (int)n), Number(int.MinValue, 9).Select(object (n) => (int)n), (message, value) => message.Maybe = (int)value),
        ("required_number", Number(1, int.MaxValue).Select(object (n) => (uint)n), Gen.Constant<object>(0U), (message, value) => message.RequiredNumber = (uint)value),
        ("nested.name", Text(1, 10), Text(11, 30), (message, value) => message.Nested = new() { Name = (string)value }),
        ("list[0].inner.name", Text(1, 10), Gen.Constant<object>(""), (message, value) => message.List.Add(new Nested { Name = "a", Inner = new() { Name = (string)value } })),
        ("unit_numbers[0]", Number(0, 999).Select(object (n) => $"SEE{n:000}"), Text(1, 5), (message, value) => message.UnitNumbers.Add((string)value)),
    ];

    [Fact]
    public void A_message_that_keeps_all_rules_passes() =>
        Prop.ForAll(Messages(wrong: -1).ToArbitrary(), message => MessageRules.Of(Ruled.Descriptor)!.Check(message).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_that_breaks_one_is_refused_naming_that_field() =>
        Prop.ForAll(
            Number(0, Fields.Length - 1).SelectMany(wrong => Messages((int)wrong).Select(message => (Wrong: (int)wrong, Message: message))).ToArbitrary(),
            made => MessageRules.Of(Ruled.Descriptor)!.Check(made.Message) is [var violation] && violation.Field == Fields[made.Wrong].Field).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_that_breaks_several_is_refused_naming_each() =>
        Prop.ForAll(
            Number(1, (1 << 14) - 1).SelectMany(mask => Messages((int)mask, masked: true).Select(message => (Mask: (int)mask, Message: message))).ToArbitrary(),
            made => MessageRules.Of(Ruled.Descriptor)!.Check(made.Message).Select(violation => violation.Field).Order(StringComparer.Ordinal)
                .SequenceEqual(Fields.Where((_, index) => (made.Mask & (1 << index)) != 0).Select(field => field.Field).Order(StringComparer.Ordinal), StringComparer.Ordinal)).QuickCheckThrowOnFailure();

    static Gen<Ruled> Messages(int wrong, bool masked = false)
    {
        var message = Gen.Constant(0).Select(_ => new Ruled());
        foreach (var ((_, right, broken, set), index) in Fields.Select((field, index) => (field, index)))
        {
            var isWrong = masked ? (wrong & (1 << index)) != 0 : index == wrong;
            message = message.SelectMany(before => (isWrong ? broken : right).Select(value =>
            {
                set(before, value);
                return before;
            }));
        }

        return message;
    }

    static Gen<long> Number(int least, int most) => Gen.Choose(least, most).Select(number => (long)number);

    /// <summary>Letters, among them some beyond the first plane: two UTF-16 units, one character.</summary>
    static Gen<object> Text(int least, int most) => Gen.Choose(least, most)
        .SelectMany(length => Gen.ArrayOf(Gen.Elements("a", "Ä", "€", "z", "\U0001F33B"), length))
        .Select(object (parts) => string.Concat(parts));

    static Gen<object> Bytes(int least, int most) => Gen.Choose(least, most).Select(object (length) => ByteString.CopyFrom(new byte[length]));
}

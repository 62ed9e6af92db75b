using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.Validation;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;
using static LocalEnergyMarket.Backend.Rpc.Tests.Errors.Details;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

public sealed class ValidationTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, Action<Ruled>> Wrongs => new()
    {
        { "required_text", "MISSING", "it must be given", message => message.RequiredText = "" },
        { "plain_text", "TOO_LONG", "has 257 characters: give at most 256", message => message.PlainText = new('x', 257) },
        { "plain_text", "FORBIDDEN_CHARACTER", "U+0000", message => message.PlainText = "a\0b" },
        { "long_text", "TOO_LONG", "give at most 1000", message => message.LongText = new('x', 1001) },
        { "exact_text", "WRONG_LENGTH", "has 3 characters: give 4", message => message.ExactText = "abc" },
        { "pattern_text", "MALFORMED", "'abc1' has not the form", message => message.PatternText = "abc1" },
        { "pattern_text", "MALFORMED", "'abc�' has not the form", message => message.PatternText = "abc\n" },
        { "uuid_text", "NOT_A_UUID", "'3f2504e04f8941d39a0c0305e82c3301' is not a UUID", message => message.UuidText = "3f2504e04f8941d39a0c0305e82c3301" },
        { "exact_bytes", "WRONG_LENGTH", "has 7 bytes: give 8", message => message.ExactBytes = ByteString.CopyFrom(new byte[7]) },
        { "short_bytes", "TOO_LONG", "has 17 bytes: give at most 16", message => message.ShortBytes = ByteString.CopyFrom(new byte[17]) },
        { "ranged", "TOO_SMALL", "is -6: give at least -5", message => message.Ranged = -6 },
        { "ranged", "TOO_LARGE", "is 6: give at most 5", message => message.Ranged = 6 },
        { "positive", "TOO_SMALL", "is 0: give at least 1", message => message.Positive = 0 },
        { "timeslot", "NOT_A_TIMESLOT", "901 is no timeslot", message => message.Timeslot = 901 },
        { "timeslot", "NOT_A_TIMESLOT", "-900 is no timeslot", message => message.Timeslot = -900 },
        { "timeslot", "NOT_A_TIMESLOT", "is no timeslot", message => message.Timeslot = new DateTimeOffset(2106, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() },
        { "page_size", "TOO_SMALL", "is -1", message => message.PageSize = -1 },
        { "unit_numbers", "TOO_MANY", "has 4 items: give at most 3", message => message.UnitNumbers.Add(["SEE001", "SEE002", "SEE003", "SEE004"]) },
        { "unit_numbers[2]", "MALFORMED", "'SEE1' has not the form", message => message.UnitNumbers.Add(["SEE001", "SVE002", "SEE1"]) },
        { "unit_numbers[1]", "MISSING", "it must be given", message => message.UnitNumbers.Add(["SEE001", ""]) },
        { "shade", "MISSING", "it must be given", message => message.Shade = Shade.Unspecified },
        { "shade", "UNKNOWN_VALUE", "is 2, which is not known: give one of SHADE_LIGHT, SHADE_DARK", message => message.Shade = (Shade)2 },
        { "nested", "MISSING", "it must be given", message => message.Nested = null },
        { "nested.name", "MISSING", "it must be given", message => message.Nested.Name = "" },
        { "nested.inner.inner.name", "TOO_LONG", "give at most 10", message => message.Nested.Inner = new() { Name = "a", Inner = new() { Name = new('x', 11) } } },
        { "list[1].inner.name", "MISSING", "it must be given", message => message.List.Add([new Nested { Name = "a" }, new Nested { Name = "b", Inner = new() }]) },
        { "at", "NOT_AN_INSTANT", "between the years 1 and 9999", message => message.At = new() { Seconds = long.MaxValue } },
        { "at", "NOT_AN_INSTANT", "between the years 1 and 9999", message => message.At = new() { Nanos = -1 } },
        { "choice_text", "MISSING", "it must be given", message => message.ChoiceText = "" },
        { "choice_nested.name", "MISSING", "it must be given", message => message.ChoiceNested = new() },
        { "maybe", "TOO_SMALL", "is 9: give at least 10", message => message.Maybe = 9 },
        { "notes[0]", "TOO_LONG", "give at most 3", message => message.Notes.Add("a", "long") },
        { "required_number", "MISSING", "it must be given", message => message.RequiredNumber = 0 },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_breaks_a_rule_is_refused_by_name(string field, string problem, string says, Action<Ruled> spoil)
    {
        await using var server = await TriedServer.StartAsync();
        var message = Right();
        spoil(message);
        var error = await RefusedAsync(StatusCode.InvalidArgument, "FIELDS_INVALID", () => server.Client.CheckAsync(message, cancellationToken: Cancellation).ResponseAsync);
        var violation = Assert.Single(Get<BadRequest>(error).FieldViolations);
        Assert.Equal((field, problem), (violation.Field, violation.Reason));
        Assert.Contains(says, violation.Description, StringComparison.Ordinal);
        Assert.StartsWith(field, violation.Description, StringComparison.Ordinal);
        Assert.Equal(violation.Description, error.Status.Detail);
    }

    [Fact]
    public async Task What_keeps_all_rules_passes()
    {
        await using var server = await TriedServer.StartAsync();
        Assert.Equal("checked", (await server.Client.CheckAsync(Right(), cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        await using var server = await TriedServer.StartAsync();
        var error = await RefusedAsync(StatusCode.InvalidArgument, "FIELDS_INVALID", () => server.Client.CheckAsync(new(), cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(
            "required_text positive shade nested required_number", string.Join(' ', Get<BadRequest>(error).FieldViolations.Select(violation => violation.Field)));
        Assert.EndsWith("And 1 more.", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_much_is_wrong_the_error_stays_small()
    {
        await using var server = await TriedServer.StartAsync();
        var message = Right();
        message.PatternText = new('�', 200);
        message.UnitNumbers.Add([new('\u0001', 200), new('ä', 200), new('x', 200)]);
        message.List.Add(Enumerable.Range(0, 5).Select(i => new Nested { Inner = new() { Inner = new() { Inner = new() } } }));
        var error = await RefusedAsync(StatusCode.InvalidArgument, "FIELDS_INVALID", () => server.Client.CheckAsync(message, cancellationToken: Cancellation).ResponseAsync);
        Assert.InRange(Get<BadRequest>(error).FieldViolations.Count, 10, 40);
    }

    [Fact]
    public async Task Each_message_of_a_stream_is_checked()
    {
        await using var server = await TriedServer.StartAsync();
        using var call = server.Client.CheckEach(cancellationToken: Cancellation);
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(Right(), Cancellation);
            Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        }

        var wrong = Right();
        wrong.UuidText = "x";
        await call.RequestStream.WriteAsync(wrong, Cancellation);
        var error = await RefusedAsync(StatusCode.InvalidArgument, "FIELDS_INVALID", () => call.ResponseStream.MoveNext(Cancellation));
        Assert.Equal("uuid_text", Assert.Single(Get<BadRequest>(error).FieldViolations).Field);
    }

    [Fact]
    public void A_type_without_rules_has_nothing_to_check()
    {
        Assert.Null(MessageRules.Of(Free.Descriptor));
        Assert.Null(MessageRules.Of(Empty.Descriptor));
        Assert.NotNull(MessageRules.Of(Nested.Descriptor));
    }

    internal static Ruled Right() => new()
    {
        RequiredText = "given", Positive = 1, Shade = Shade.Dark, Nested = new() { Name = "nested" }, RequiredNumber = 1,
    };
}

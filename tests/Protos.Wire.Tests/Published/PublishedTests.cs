namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

public sealed class PublishedTests
{
    static readonly string[] Breaking = ["breaking", "Protos.Wire", "--against", "lem-v1.txtpb"];

    [Fact]
    public async Task The_protos_are_written_as_the_rules_say()
    {
        await Buf.PassesAsync(Buf.Protos, "lint");
        await Buf.PassesAsync(Buf.Protos, "format", "Protos.Wire", "--diff", "--exit-code");
    }

    [Fact]
    public async Task Nothing_breaks_those_who_use_the_published_API() => await Buf.PassesAsync(Buf.Protos, Breaking);

    [Theory]
    [InlineData("market.proto", "string request_id = 7 ", "string request_id = 8 ", "7")]
    [InlineData("market.proto", "int64 amount_uct = 7;", "int32 amount_uct = 7;", "amount_uct")]
    [InlineData("market.proto", "  // Whether the offer may be sold in parts. False: to one bidder, whole.\n  bool divisible = 6;\n", "", "divisible")]
    [InlineData("market.proto", "int64 holds_wh = 2;", "int64 held_wh = 2;", "holds_wh")]
    [InlineData("market.proto", "TIMESLOT_PHASE_SETTLED = 4;", "TIMESLOT_PHASE_DONE = 4;", "TIMESLOT_PHASE_SETTLED")]
    [InlineData("status.proto", "repeated PartStatus parts = 3;", "PartStatus parts = 3;", "parts")]
    [InlineData("status.proto", "rpc GetStatus(GetStatusRequest) returns (GetStatusResponse)", "rpc GetStatus(GetStatusRequest) returns (stream GetStatusResponse)", "GetStatus")]
    [InlineData("status.proto", "rpc GetStatus(", "rpc GetState(", "GetStatus")]
    [InlineData("status.proto", "package lem.v1;", "package lem.v2;", "lem.v1")]
    [InlineData("box.proto", "  oneof message {\n    // The first message, and only that.\n    Hello hello = 1;", "  // The first.\n  Hello hello = 1;\n  // Exactly one of these.\n  oneof message {", "hello")]
    public async Task A_change_that_breaks_others_is_refused_and_named(string file, string from, string to, string named)
    {
        using var copy = new ProtosCopy();
        copy.Change(file, from, to);
        await Buf.PassesAsync(copy.Folder, "build");
        var (exit, output, messages) = await Buf.RunAsync(copy.Folder, Breaking);
        Assert.Equal(100, exit);
        Assert.Contains(named, System.Text.Encoding.UTF8.GetString(output) + messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_new_breaks_nobody()
    {
        using var copy = new ProtosCopy();
        copy.Change("status.proto", "  string version = 4;\n", "  string version = 4;\n  // Where it runs.\n  string host = 5;\n");
        copy.Change("status.proto", "  PART_STATE_DOWN = 3;\n", "  PART_STATE_DOWN = 3;\n  // Nobody knows.\n  PART_STATE_UNKNOWN = 4;\n");
        await Buf.PassesAsync(copy.Folder, "lint");
        await Buf.PassesAsync(copy.Folder, Breaking);
    }

    [Theory]
    [InlineData("string version = 4;", "string Version = 4;", "lower_snake_case")]
    [InlineData("PART_STATE_DOWN = 3;", "DOWN = 3;", "PART_STATE_")]
    [InlineData("service StatusService {", "service Status {", "suffixed with")]
    [InlineData("  // One sentence for the administrator, in English. Empty for customers.\n", "", "non-empty comment")]
    [InlineData("rpc GetStatus(", "rpc get_status(", "PascalCase")]
    public async Task What_is_not_written_as_the_rules_say_is_refused(string from, string to, string named)
    {
        using var copy = new ProtosCopy();
        copy.Change("status.proto", from, to);
        var (exit, output, messages) = await Buf.RunAsync(copy.Folder, "lint");
        Assert.NotEqual(0, exit);
        Assert.Contains(named, System.Text.Encoding.UTF8.GetString(output) + messages, StringComparison.Ordinal);
    }
}

using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>One call, against a peer that answers over HTTP.</summary>
public sealed class ClientTests
{
    static readonly SoapRequest Areas = new(SoapOperations.Generators, ("startAb", "1"), ("limit", "2000"), ("postleitzahl", "48155"));

    static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    [Theory]
    [InlineData(SoapVersion.Soap11)]
    [InlineData(SoapVersion.Soap12)]
    public async Task Both_soaps_are_understood(SoapVersion version)
    {
        await using var peer = await SoapPeer.StartAsync(TestContext.Current.CancellationToken);
        peer.World.Fill(5, "48155");

        var answer = await Client(peer, version).CallAsync(Areas, TestContext.Current.CancellationToken);

        Assert.Equal((SoapResult.Ok, 5), (answer.Result, answer.Rows.Count));
        Assert.Equal("48155", answer.Rows[0]["Standort"]);
    }

    [Theory]
    [InlineData(Misdeed.Drop, MastrFault.Unavailable)]
    [InlineData(Misdeed.Truncated, MastrFault.Damaged)]
    [InlineData(Misdeed.WrongEncoding, MastrFault.Damaged)]
    [InlineData(Misdeed.Doctype, MastrFault.Damaged)]
    [InlineData(Misdeed.OtherAnswer, MastrFault.Damaged)]
    [InlineData(Misdeed.Empty, MastrFault.Unavailable)]
    [InlineData(Misdeed.Status500, MastrFault.Damaged)]
    [InlineData(Misdeed.Status502, MastrFault.Unavailable)]
    [InlineData(Misdeed.Status503, MastrFault.Unavailable)]
    [InlineData(Misdeed.Status429, MastrFault.TooManyRequests)]
    [InlineData(Misdeed.Maintenance200, MastrFault.Maintenance)]
    [InlineData(Misdeed.Maintenance503, MastrFault.Maintenance)]
    [InlineData(Misdeed.Redirect, MastrFault.Maintenance)]
    [InlineData(Misdeed.TransientFault, MastrFault.Unavailable)]
    [InlineData(Misdeed.AccessDenied, MastrFault.AccessDenied)]
    [InlineData(Misdeed.NotFound, MastrFault.NotFound)]
    [InlineData(Misdeed.QuotaFault, MastrFault.QuotaExhausted)]
    [InlineData(Misdeed.StrangeFault, MastrFault.Other)]
    public async Task What_happens_is_told_apart(Misdeed misdeed, MastrFault fault)
    {
        await using var peer = await SoapPeer.StartAsync(TestContext.Current.CancellationToken);
        peer.World.Fill(20, "48155");
        peer.Misbehave = _ => misdeed;

        var refusal = await Assert.ThrowsAsync<MastrServiceException>(() => Client(peer).CallAsync(Areas, TestContext.Current.CancellationToken));

        Assert.Equal(fault, refusal.Fault);
        Assert.Contains("GetGefilterteListeStromErzeuger", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Samples.ApiKey, refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal(misdeed == Misdeed.Status429 ? TimeSpan.FromMinutes(2) : null, refusal.RetryAfter);
    }

    [Fact]
    public async Task A_service_that_hangs_is_not_waited_for_without_end()
    {
        await using var peer = await SoapPeer.StartAsync(TestContext.Current.CancellationToken);
        peer.Misbehave = _ => Misdeed.Silence;

        var refusal = await Assert.ThrowsAsync<MastrServiceException>(
            () => Client(peer, timeout: TimeSpan.FromMilliseconds(200)).CallAsync(Areas, TestContext.Current.CancellationToken));

        Assert.Equal(MastrFault.Unavailable, refusal.Fault);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_is_no_fault_of_the_service()
    {
        await using var peer = await SoapPeer.StartAsync(TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        peer.Misbehave = _ => Misdeed.Silence;
        peer.Meanwhile = _ => cancel.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(peer).CallAsync(Areas, cancel.Token));
    }

    [Fact]
    public async Task A_bad_character_does_not_cost_the_page()
    {
        await using var peer = await SoapPeer.StartAsync(TestContext.Current.CancellationToken);
        peer.World.Fill(3, "48155");
        peer.Misbehave = _ => Misdeed.ControlCharacters;

        var answer = await Client(peer).CallAsync(Areas, TestContext.Current.CancellationToken);

        Assert.Equal("\uFFFDAnlage 1 Süd", answer.Rows[0]["Name"]);
    }

    [Fact]
    public async Task Nobody_there_is_said_so()
    {
        await using var peer = await SoapPeer.StartAsync(TestContext.Current.CancellationToken);
        await peer.DisposeAsync();

        var refusal = await Assert.ThrowsAsync<MastrServiceException>(() => Client(peer).CallAsync(Areas, TestContext.Current.CancellationToken));

        Assert.Equal(MastrFault.Unavailable, refusal.Fault);
    }

    static MastrClient Client(SoapPeer peer, SoapVersion version = SoapVersion.Soap11, TimeSpan? timeout = null) =>
        new(Http, peer.Endpoint, version, new(Samples.ApiKey, Samples.Actor), timeout ?? TimeSpan.FromSeconds(60), TimeProvider.System);
}

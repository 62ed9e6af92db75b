using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using LocalEnergyMarket.Backend.Testbed;

namespace LocalEnergyMarket.Hostile.Tests;

/// <summary>Messages whose prefix lies about their length.</summary>
public sealed class LengthPrefixTests(Attacked backend)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("00FFFFFFFF")]
    [InlineData("01FFFFFFFF")]
    [InlineData("007FFFFFFF")]
    [InlineData("0080000000")]
    [InlineData("0000400001")]
    public async Task A_length_over_the_limit_is_refused_before_memory_is_set_aside(string prefix)
    {
        var before = await backend.MemoryAsync(Cancellation);
        for (var i = 0; i < 50; i++)
        {
            var status = await CallAsync(Convert.FromHexString(prefix));

            // A length that is no Int32 the official server finds malformed, not too large.
            Assert.Equal(prefix[2] >= '8' ? StatusCode.InvalidArgument : StatusCode.ResourceExhausted, status);
        }

        Assert.InRange(await backend.MemoryAsync(Cancellation) - before, long.MinValue, 64);
    }

    [Theory]
    [InlineData("0000000005")]
    [InlineData("00")]
    [InlineData("000000")]
    [InlineData("0200000000")]
    [InlineData("0100000000")]
    public async Task A_message_that_is_cut_off_or_misframed_ends_its_call_alone(string message)
    {
        var status = await CallAsync(Convert.FromHexString(message));

        Assert.True(status is StatusCode.InvalidArgument or StatusCode.Unimplemented, $"{status}");
        Assert.Equal(StatusCode.OK, await CallAsync(new byte[5]));
    }

    async Task<StatusCode> CallAsync(byte[] body)
    {
        using var client = new HttpClient(backend.Files.Certificates.NewHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(backend.Address, "/lem.v1.StatusService/GetStatus"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        request.Headers.Authorization = new("Bearer", Callers.TokenOf("Portal"));
        using var response = await client.SendAsync(request, Cancellation);
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        return (StatusCode)int.Parse(StatusOf(response.TrailingHeaders) ?? StatusOf(response.Headers) ?? "-1", System.Globalization.CultureInfo.InvariantCulture);
    }

    static string? StatusOf(HttpHeaders headers) => headers.TryGetValues("grpc-status", out var values) ? values.Single() : null;
}

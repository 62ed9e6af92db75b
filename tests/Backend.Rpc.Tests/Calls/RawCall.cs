using System.Net;
using System.Net.Http.Headers;
using Google.Rpc;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

/// <summary>A call written by hand, with what a gRPC client would not send.</summary>
sealed class RawCall : IDisposable
{
    readonly HttpResponseMessage _response;

    RawCall(HttpResponseMessage response) => _response = response;

    public string Status => HeaderOf("grpc-status");

    public string Reason
    {
        get
        {
            var text = HeaderOf("grpc-status-details-bin");
            var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            Assert.Equal(Status, $"{status.Code}");
            return status.Details[0].Unpack<ErrorInfo>().Reason;
        }
    }

    public static async Task<RawCall> PostAsync(TriedServer server, byte[] body, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/lem.tried.TriedService/Ask"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return new(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _response.Dispose();

    string HeaderOf(string name) => Assert.Single(_response.Headers.TryGetValues(name, out var values) ? values : _response.TrailingHeaders.GetValues(name));
}

using System.Net.Http.Headers;
using LocalEnergyMarket.Client.Retrying;

namespace LocalEnergyMarket.Client.Connecting;

/// <summary>
/// Sends a call to the address whose turn it is, and to the next if that one could not be reached: nothing of the call has left then, so that it is safe for every call.
/// </summary>
/// <remarks>
/// It is no DelegatingHandler: the gRPC client looks for a SocketsHttpHandler along those, and would put its own connections to one address under it
/// (docs/adr/0019-client-libraries.md).
/// </remarks>
sealed class FailoverHandler(HttpMessageInvoker transport, AddressBook addresses, Func<CancellationToken, ValueTask<string>>? token, TimeSpan longestPause)
    : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (token is not null && request.Headers.Authorization is null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken));
        }

        var method = request.RequestUri!.AbsolutePath;
        if (request.Content is { } content)
        {
            request.Content = new ReplayableContent(content);
        }

        var failures = new List<ConnectFailure>();
        foreach (var address in await addresses.ChooseAsync(cancellationToken))
        {
            request.RequestUri = new Uri(address, method);
            try
            {
                var response = await transport.SendAsync(request, cancellationToken);
                if (RetryAdvice.Read(response, longestPause))
                {
                    addresses.Declined(address);
                }
                else
                {
                    addresses.Answered(address);
                }

                return response;
            }
            catch (Exception e) when (ConnectFailure.Of(address, e, cancellationToken) is { } failure)
            {
                addresses.Failed(address);
                failures.Add(failure);
            }
            catch (HttpRequestException e)
            {
                // It may have arrived, so it is not for this handler to send it again; whoever does shall not meet the same end.
                addresses.Declined(address);
                if (ConnectFailure.Lost(address, e) is { } lost)
                {
                    throw lost;
                }

                throw;
            }
        }

        throw ConnectFailure.Exception(failures);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            transport.Dispose();
        }

        base.Dispose(disposing);
    }
}

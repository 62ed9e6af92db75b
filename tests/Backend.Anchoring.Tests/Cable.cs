using System.Net;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>What happens on the way to the node.</summary>
enum Fault
{
    None,

    /// <summary>The process ends when it is about to send a transaction.</summary>
    DiesBeforeSending,

    /// <summary>The process ends when the node has the transaction.</summary>
    DiesAfterSending,

    /// <summary>The node has the transaction; its answer is lost.</summary>
    AnswerLost,

    /// <summary>A proxy stands before a node that is down.</summary>
    BadGateway,
}

/// <summary>The way from a client to the node, with one fault.</summary>
sealed class Cable(Fault fault) : DelegatingHandler(new SocketsHttpHandler())
{
    public int Sent { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (fault == Fault.BadGateway)
        {
            return new(HttpStatusCode.BadGateway) { Content = new StringContent("<html>502</html>") };
        }

        var sends = request.RequestUri!.AbsolutePath.EndsWith("/send_transaction2", StringComparison.Ordinal);
        if (!sends)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        if (fault == Fault.DiesBeforeSending)
        {
            throw new ProcessEndedException();
        }

        var answer = await base.SendAsync(request, cancellationToken);
        Sent++;
        return fault switch
        {
            Fault.DiesAfterSending => throw new ProcessEndedException(),
            Fault.AnswerLost => throw new HttpRequestException("The connection was reset."),
            _ => answer,
        };
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

/// <summary>What happens to transactions on their way to the node, or to all requests.</summary>
enum Passage
{
    Open,
    /// <summary>Nothing comes through: the node is away.</summary>
    Closed,
    /// <summary>Transactions do not arrive.</summary>
    LoseTransactions,
    /// <summary>Transactions arrive, their answers get lost.</summary>
    LoseAnswers,
    /// <summary>Transactions are held before they arrive, until the caller is gone.</summary>
    HoldTransactions,
    /// <summary>Transactions arrive, their answers are held until the caller is gone.</summary>
    HoldAnswers,
}

/// <summary>Stands between a box and its node, at an address that stays.</summary>
sealed class NodeGate : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly HttpClient _node;

    NodeGate(WebApplication app, HttpClient node) => (_app, _node) = (app, node);

    public string Url => _app.Urls.Single();

    public Passage Passage { get; set; }

    /// <summary>Transactions that have come as far as the passage lets them.</summary>
    public int Transactions => _transactions;

    int _transactions;

    public static async Task<NodeGate> StartAsync(string node, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var gate = new NodeGate(app, new() { BaseAddress = new(node) });
        app.Run(gate.PassAsync);
        await app.StartAsync(cancellationToken);
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _node.Dispose();
    }

    async Task PassAsync(HttpContext context)
    {
        var passage = Passage;
        var isTransaction = context.Request.Path.Value!.Contains("send_transaction", StringComparison.Ordinal);
        if (passage == Passage.Closed || (isTransaction && passage == Passage.LoseTransactions))
        {
            Arrived(isTransaction);
            context.Abort();
            return;
        }

        if (isTransaction && passage == Passage.HoldTransactions)
        {
            await HoldAsync(context);
            return;
        }

        using var content = new StreamContent(context.Request.Body);
        content.Headers.ContentType = new("application/json");
        using var answer = await _node.PostAsync(new Uri(context.Request.Path.Value!, UriKind.Relative), content, CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (isTransaction && passage == Passage.HoldAnswers)
        {
            await HoldAsync(context);
            return;
        }

        Arrived(isTransaction);
        if (isTransaction && passage == Passage.LoseAnswers)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    async Task HoldAsync(HttpContext context)
    {
        Arrived(isTransaction: true);
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    void Arrived(bool isTransaction)
    {
        if (isTransaction)
        {
            Interlocked.Increment(ref _transactions);
        }
    }
}

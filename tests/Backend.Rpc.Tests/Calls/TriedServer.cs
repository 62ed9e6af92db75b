using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

/// <summary>The tried service on Kestrel with all that every call passes, and a channel to it.</summary>
sealed class TriedServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly GrpcChannel _channel;

    TriedServer(WebApplication app, RecordedLog log)
    {
        (_app, Log) = (app, log);
        Address = new(app.Urls.Single());
        _channel = GrpcChannel.ForAddress(Address, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
    }

    public Uri Address { get; }

    public RecordedLog Log { get; }

    public Witness Witness => _app.Services.GetRequiredService<Witness>();

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public TriedService.TriedServiceClient Client => new(Invoker);

    public static async Task<TriedServer> StartAsync(Action<RpcOptions>? configure = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new RecordedLog();
        builder.Logging.ClearProviders().AddProvider(log);
        var options = new RpcOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton<Witness>().AddSingleton<IRpcCallers, TriedCallers>().AddSingleton<IRefusalSource, TriedRefusals>();
        builder.Services.AddSingleton(new GuessedMethods("/lem.tried.TriedService/Guess"));
        if (time is not null)
        {
            builder.Services.AddSingleton(new RpcClock(time));
        }

        builder.Services.AddRpc(options);
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.UseRpc();
        app.MapGrpcService<TriedCalls>();
        app.MapRpc();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>A token is a role's name.</summary>
sealed class TriedCallers : IRpcCallers
{
    public RpcCaller? Find(string token) => Enum.TryParse<CallerRole>(token, out var role) ? new($"the {role}", role) : null;
}

/// <summary>What was logged, with the scopes it was in.</summary>
sealed class RecordedLog : ILoggerProvider, ISupportExternalScope
{
    IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<(string Scopes, string Message)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    sealed class Logger(RecordedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            log._scopes.ForEachScope((scope, all) => all.Add($"{scope}"), scopes);
            log.Lines.Enqueue((string.Join(" | ", scopes), $"{formatter(state, exception)} {exception?.Message}"));
        }
    }
}

using Grpc.Core;
using Grpc.Core.Interceptors;
using LocalEnergyMarket.Backend.Attestation;
using LocalEnergyMarket.Backend.Forecasts;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>Turns what went wrong into a gRPC status: bad input is explained, everything else keeps its details to the log.</summary>
sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            throw Explain(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e)
        {
            throw Explain(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e)
        {
            throw Explain(e, context);
        }
    }

    RpcException Explain(Exception e, ServerCallContext context)
    {
        switch (e)
        {
            case RpcException answered:
                return answered;
            case RegistryException refused:
                return new(new(CodeOf(refused.Error), refused.Message));
            case ForecastException refused:
                return new(new(StatusCode.InvalidArgument, refused.Message));
            case AttestationException refused:
                return new(new(refused.Denied ? StatusCode.PermissionDenied : StatusCode.InvalidArgument, refused.Message));
            case OperationCanceledException or IOException when context.CancellationToken.IsCancellationRequested:
                return new(new(StatusCode.Cancelled, "The call was cancelled."));
            case ConcurrencyException:
                return new(new(StatusCode.Aborted, "Somebody else changed the same thing at this moment; try again."));
            case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }:
                return new(new(StatusCode.InvalidArgument, "A text in the request has a character that cannot be stored (U+0000)."));
            case NpgsqlException and not PostgresException or PostgresException { IsTransient: true }:
                LogDatabase(context.Method, e);
                return new(new(StatusCode.Unavailable, "The database cannot be reached; try again."));
            default:
                LogUnexpected(context.Method, e);
                return new(new(StatusCode.Internal, "Something went wrong inside; the log of the backend has the details."));
        }
    }

    static StatusCode CodeOf(RegistryError error) => error switch
    {
        RegistryError.Invalid => StatusCode.InvalidArgument,
        RegistryError.NotFound => StatusCode.NotFound,
        RegistryError.Conflict => StatusCode.FailedPrecondition,
        _ => StatusCode.PermissionDenied,
    };

    [LoggerMessage(1, LogLevel.Warning, "{Method}: the database did not serve")]
    partial void LogDatabase(string method, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Method} failed")]
    partial void LogUnexpected(string method, Exception exception);
}

using Google.Protobuf.Reflection;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>
/// Takes calls in Connect's unary form (Connect Protocol Reference) and hands them on as gRPC, so that whatever holds for a gRPC call holds for them:
/// the same endpoint, the same interceptors (docs/adr/0017-connect-at-the-door.md). Everything else passes by untouched. Stands before routing, which must see the POST that a GET becomes.
/// </summary>
sealed class ConnectMiddleware(RequestDelegate next, ServedServices services, RpcOptions options)
{
    const string Grpc = "application/grpc";

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (IsGrpc(context.Request))
        {
            await next(context);
        }
        else if (services.TryFind(context.Request.Path.Value ?? "", out var method))
        {
            await CallAsync(context, method);
        }
        else if (HttpMethods.IsPost(context.Request.Method) && ConnectCall.FormOf(context.Request.ContentType) is not null)
        {
            await ConnectAnswer.RefuseAsync(
                context.Response, new(StatusCodes.Status404NotFound, StatusCode.Unimplemented, $"There is no method {context.Request.Path}."), context.RequestAborted);
        }
        else
        {
            await next(context);
        }
    }

    static bool IsGrpc(HttpRequest request) => request.ContentType?.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase) == true;

    async Task CallAsync(HttpContext context, MethodDescriptor method)
    {
        try
        {
            MustBeACall(context, method);
            await TranslateAsync(context, method, ConnectCall.Of(context.Request, options.Limits.LargestMessage));
        }
        catch (RpcException e)
        {
            await ConnectAnswer.RefuseAsync(context.Response, (e as NoCallException)?.Error ?? new(e.StatusCode, e.Status.Detail), context.RequestAborted);
        }
    }

    static void MustBeACall(HttpContext context, MethodDescriptor method)
    {
        var (request, response) = (context.Request, context.Response);
        var free = method.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
        if (!HttpMethods.IsPost(request.Method) && !(HttpMethods.IsGet(request.Method) && free))
        {
            response.Headers.Allow = free ? "GET, POST" : "POST";
            throw new NoCallException(new(
                StatusCodes.Status405MethodNotAllowed, StatusCode.Unimplemented, $"{method.FullName} is called by {response.Headers.Allow}, not by {request.Method}."));
        }

        if (method.IsClientStreaming || method.IsServerStreaming)
        {
            response.Headers["Accept-Post"] = Grpc;
            throw new NoCallException(new(
                StatusCodes.Status415UnsupportedMediaType, StatusCode.Unimplemented, $"{method.FullName} is a stream: call it by gRPC ({Grpc} over HTTP/2)."));
        }

        if (HttpMethods.IsPost(request.Method) && ConnectCall.FormOf(request.ContentType) is null)
        {
            response.Headers["Accept-Post"] = $"{Grpc}, {MessageForm.Binary.ContentType}, {MessageForm.Json.ContentType}";
            throw new NoCallException(new(
                StatusCodes.Status415UnsupportedMediaType, StatusCode.Unimplemented,
                $"Content-Type is '{request.ContentType}'; known are {response.Headers["Accept-Post"]}."));
        }
    }

    async Task TranslateAsync(HttpContext context, MethodDescriptor method, ConnectCall call)
    {
        var features = context.Features;
        var outer = new FeatureCollection();
        outer.Set(features.Get<IHttpRequestFeature>());
        outer.Set(features.Get<IRequestBodyPipeFeature>());
        outer.Set(features.Get<IHttpResponseFeature>());
        outer.Set(features.Get<IHttpResponseBodyFeature>());
        outer.Set(features.Get<IHttpResponseTrailersFeature>());
        outer.Set(features.Get<IHttpResetFeature>());
        var request = new InnerRequest(
            outer.GetRequiredFeature<IHttpRequestFeature>(), call.Timeout, cancellation => call.ReadAsync(method.InputType, options.Limits.LargestMessage, cancellation));
        var response = new InnerResponse(outer.GetRequiredFeature<IHttpResponseFeature>());
        Set(features, request, request, response, response, response, response);
        features.Set(request);
        try
        {
            await next(context);
            await response.CompleteAsync();
        }
        finally
        {
            features.Set<InnerRequest>(null);
            Set(
                features, outer.Get<IHttpRequestFeature>(), outer.Get<IRequestBodyPipeFeature>(), outer.Get<IHttpResponseFeature>(),
                outer.Get<IHttpResponseBodyFeature>(), outer.Get<IHttpResponseTrailersFeature>(), outer.Get<IHttpResetFeature>());
        }

        await ConnectAnswer.WriteAsync(context.Response, response, call, method, context.RequestAborted);
    }

    static void Set(
        IFeatureCollection features, IHttpRequestFeature? request, IRequestBodyPipeFeature? reader, IHttpResponseFeature? response,
        IHttpResponseBodyFeature? body, IHttpResponseTrailersFeature? trailers, IHttpResetFeature? reset)
    {
        features.Set(request);
        features.Set(reader);
        features.Set(response);
        features.Set(body);
        features.Set(trailers);
        features.Set(reset);
    }
}

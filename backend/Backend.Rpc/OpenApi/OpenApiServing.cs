using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>The description of the API under <c>/openapi/v1.json</c>, and a page that shows it under <c>/openapi/</c>.</summary>
static class OpenApiServing
{
    const string Prefix = "openapi/";

    static readonly Lazy<ServedFile> Document = new(() =>
        new("application/json", Encoding.UTF8.GetBytes(ApiDocument.ToJson())));

    static readonly Lazy<Dictionary<string, ServedFile>> Page = new(() => typeof(OpenApiServing).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal));

    public static void MapOpenApi(this IEndpointRouteBuilder endpoints)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        endpoints.MapMethods("/openapi/v1.json", methods, context => Document.Value.SendAsync(context));
        endpoints.MapMethods("/openapi/{file?}", methods, SendPageAsync);
    }

    static Task SendPageAsync(HttpContext context)
    {
        var file = (string?)context.Request.RouteValues["file"];
        if (file is null && !context.Request.Path.Value!.EndsWith('/'))
        {
            // What the page loads stands beside it.
            context.Response.Redirect("/openapi/", permanent: true);
            return Task.CompletedTask;
        }

        if (!Page.Value.TryGetValue(file ?? "index.html", out var served))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return served.SendAsync(context);
    }

    static ServedFile Read(string resource)
    {
        using var stream = typeof(OpenApiServing).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(
            Path.GetExtension(resource) switch { ".html" => "text/html; charset=utf-8", ".js" => "text/javascript; charset=utf-8", ".css" => "text/css; charset=utf-8", ".png" => "image/png", _ => "text/plain; charset=utf-8" },
            content);
    }
}

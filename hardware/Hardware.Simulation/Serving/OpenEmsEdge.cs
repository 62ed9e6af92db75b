using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>The REST API of an OpenEMS Edge, read-only, as its clients see it: basic authentication, regular expressions in the path.</summary>
public sealed class OpenEmsEdge : IAsyncDisposable
{
    static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(200);

    readonly WebApplication _app;
    readonly Func<PlantSnapshot> _now;
    readonly string _password;

    OpenEmsEdge(WebApplication app, Func<PlantSnapshot> now, string password) => (_app, _now, _password) = (app, now, password);

    /// <summary>The base address, with the port the kernel gave if 0 was asked.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Lets the meter behind meter0 fall silent.</summary>
    public bool GridMeterSilent { get; set; }

    /// <summary>Listens when the task is done.</summary>
    /// <exception cref="IOException">The address is in use or not ours.</exception>
    public static async Task<OpenEmsEdge> StartAsync(IPEndPoint endPoint, Func<PlantSnapshot> now, string password, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(endPoint));
        var app = builder.Build();
        var edge = new OpenEmsEdge(app, now, password);
        app.Run(edge.AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return edge;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value?.Split('/') ?? [];
        if (!Allowed(context.Request) || path is not ["", "rest", "channel", var component, var channel])
        {
            // What OpenEMS does with bad credentials and unknown paths since it runs on Jetty 12.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        List<OpenEmsChannelImage> found;
        try
        {
            found = [.. OpenEmsChannels.Of(_now(), GridMeterSilent).Where(c => Matches(component, c.Component) && Matches(channel, c.Channel))];
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (found.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(Json(found), context.RequestAborted);
    }

    bool Allowed(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { } credentials
        // An unknown user name does not matter: the password alone is looked up.
        && Decode(credentials).EndsWith(":" + _password, StringComparison.Ordinal);

    static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
    }

    static bool Matches(string pattern, string name) => Regex.IsMatch(name, $"^(?:{pattern})$", RegexOptions.CultureInvariant, MatchTimeout);

    static byte[] Json(List<OpenEmsChannelImage> channels)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (channels.Count > 1)
            {
                json.WriteStartArray();
            }

            foreach (var channel in channels)
            {
                json.WriteStartObject();
                json.WriteString("address", $"{channel.Component}/{channel.Channel}");
                json.WriteString("type", channel.Type);
                json.WriteString("accessMode", "RO");
                json.WriteString("text", "");
                json.WriteString("unit", channel.Unit);
                if (channel.Value is { } value)
                {
                    json.WriteNumber("value", value);
                }
                else
                {
                    json.WriteNull("value");
                }

                json.WriteEndObject();
            }

            if (channels.Count > 1)
            {
                json.WriteEndArray();
            }
        }

        return buffer.WrittenSpan.ToArray();
    }
}

using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>A list of origins as a browser sends them (RFC 6454, section 6.2): scheme, host and, if it is not the scheme's own, port; nothing after it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BrowserOriginsAttribute() : ValidationAttribute("{0} is a list of origins: https://tools.example.org, without a path and without a slash at the end.")
{
    public override bool IsValid(object? value) => value is not IEnumerable<string> origins || origins.All(IsOrigin);

    static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && text == $"{uri.Scheme}://{uri.IdnHost}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
}

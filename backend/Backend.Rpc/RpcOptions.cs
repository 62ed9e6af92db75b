using System.ComponentModel.DataAnnotations;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;
using LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;
using LocalEnergyMarket.Backend.Rpc.Health;
using LocalEnergyMarket.Backend.Rpc.Json;
using LocalEnergyMarket.Backend.Rpc.Limits;

namespace LocalEnergyMarket.Backend.Rpc;

/// <summary>How calls are served: the same for every service.</summary>
public sealed class RpcOptions
{
    /// <summary>What callers can make the server hold, and for how long.</summary>
    [Required]
    public LimitOptions Limits { get; set; } = new();

    /// <summary>How often the parts are asked how they are.</summary>
    [Required]
    public HealthOptions Health { get; set; } = new();

    /// <summary>Origins whose pages may call from a browser: <c>https://tools.example.org</c>; none by default.</summary>
    [BrowserOrigins]
    public IList<string> BrowserOrigins { get; } = [];

    /// <summary>Whether the server tells what it offers: reflection, and <c>/openapi/</c>.</summary>
    public bool Describe { get; set; } = true;

    [Required]
    public DeadlineOptions Deadlines { get; set; } = new();

    [Required]
    public RateLimitOptions RateLimits { get; set; } = new();

    /// <summary>Whom reflection tells it to.</summary>
    public DescribedTo DescribeTo { get; set; }
}

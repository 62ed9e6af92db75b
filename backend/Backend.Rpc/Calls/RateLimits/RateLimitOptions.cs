using System.ComponentModel.DataAnnotations;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;

/// <summary>How much one caller may ask for, so that it leaves the others theirs.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Of a caller with a token; a role's factor multiplies it.</summary>
    [Required]
    public CallBudgetOptions Caller { get; set; } = new() { CallsPerSecond = 100, Burst = 2000, OpenCalls = 1000 };

    /// <summary>Of an address (IPv4) or network (IPv6, /64) without a known token: boxes, health checks, and whoever has none. Many boxes may stand behind one address.</summary>
    [Required]
    public CallBudgetOptions Address { get; set; } = new() { CallsPerSecond = 500, Burst = 5000, OpenCalls = 25_000 };

    /// <summary>Of an address for what could be guessed: enrolment codes.</summary>
    [Required]
    public CallBudgetOptions Guess { get; set; } = new() { CallsPerSecond = 0.5, Burst = 60, OpenCalls = 20 };

    /// <summary>By how much a role may do more than <see cref="Caller"/> says: the portal is one caller for many people.</summary>
    public IDictionary<CallerRole, double> Factors { get; } = new Dictionary<CallerRole, double> { [CallerRole.Portal] = 20 };

    /// <summary>So many addresses are told apart; those beyond share one budget.</summary>
    [Range(1, 10_000_000)]
    public int MostAddresses { get; set; } = 20_000;
}

/// <summary>A budget of calls.</summary>
public sealed class CallBudgetOptions
{
    /// <summary>Calls that come back to the budget, 1/s.</summary>
    [Range(0.001, 1e9)]
    public double CallsPerSecond { get; set; }

    /// <summary>The most calls that can be saved up: so many may come at once.</summary>
    [Range(1, 1e9)]
    public double Burst { get; set; }

    /// <summary>Calls and streams open at one time.</summary>
    [Range(1, 1_000_000_000)]
    public int OpenCalls { get; set; }
}

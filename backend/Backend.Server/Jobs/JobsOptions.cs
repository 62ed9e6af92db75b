using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>How this process runs jobs.</summary>
public sealed class JobsOptions
{
    /// <summary>Runs at a time in this process; what is more waits, or another backend does it.</summary>
    [Range(1, 100)]
    public int MostRuns { get; set; } = 4;

    /// <summary>After so long without a sign of life of its backend a run is taken up by another, s.</summary>
    [Range(2, 600)]
    public int LeaseSeconds { get; set; } = 20;

    /// <summary>How long runs that ended are kept, with their logs, d.</summary>
    [Range(1, 3660)]
    public int KeepDays { get; set; } = 90;

    /// <summary>Where files uploaded for jobs are kept; one folder for all backends on the same database.</summary>
    [Required]
    public string FilesFolder { get; set; } = "job-files";
}

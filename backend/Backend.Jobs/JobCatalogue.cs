using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>The kinds of jobs this process knows. They are looked up when first asked for: a job may itself start others.</summary>
public sealed partial class JobCatalogue(Func<IEnumerable<IJob>> jobs)
{
    readonly Lazy<Dictionary<string, IJob>> _jobs = new(() => ByKind(jobs()));

    /// <summary>All kinds, in order.</summary>
    public IReadOnlyList<string> Kinds => [.. _jobs.Value.Keys.Order(StringComparer.Ordinal)];

    public IJob? Find(string kind) => _jobs.Value.GetValueOrDefault(kind);

    /// <exception cref="JobException">There is no such kind; the message lists those there are.</exception>
    public IJob Get(string kind) =>
        Find(kind) ?? throw new JobException($"There is no job of the kind '{kind}'; there {(Kinds is [var only] ? $"is {only}" : $"are {string.Join(", ", Kinds)}")}.");

    static Dictionary<string, IJob> ByKind(IEnumerable<IJob> jobs)
    {
        var byKind = new Dictionary<string, IJob>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            if (!KindName.IsMatch(job.Kind) || !byKind.TryAdd(job.Kind, job))
            {
                throw new InvalidOperationException($"'{job.Kind}' of {job.GetType().Name} cannot be a kind of job: lower case letters, digits and dashes, and each once.");
            }
        }

        return byKind;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex KindName { get; }
}

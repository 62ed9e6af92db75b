namespace LocalEnergyMarket.Testbed.Postgres;

/// <summary>Where Debian puts PostgreSQL, and as whom it may run.</summary>
static class PostgresInstallation
{
    const string Folder = "/usr/lib/postgresql/15/bin";

    /// <summary>Words to put before a server program: none for an ordinary user.</summary>
    public static IReadOnlyList<string> AsServerUser { get; } = Environment.UserName == "root"
        ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups",
            "--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search", "--pdeathsig", "TERM", "--"]
        : [];

    /// <exception cref="TestbedException">The package is not installed.</exception>
    public static string Program(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? path : throw new TestbedException($"{path} is missing: install the package postgresql-15.");
    }
}

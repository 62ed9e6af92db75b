namespace LocalEnergyMarket.Edge.Provisioning.Dialogue;

/// <summary>The exit status, as docs/provisioning.md has it.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something is not as it should be; the output says what, and what to do.</summary>
    public const int Problem = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something has to be given or confirmed, and nobody can be asked.</summary>
    public const int InputMissing = 3;

    /// <summary>All is done here; the supplier has to do the rest.</summary>
    public const int SupplierMustAct = 4;

    /// <summary>As a shell has it for SIGINT.</summary>
    public const int Interrupted = 130;
}

using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management.Trials;

/// <summary>
/// Something new that the box tries: it stays only if the box becomes well with it in time. What was before is kept until then and returns by itself, also when the
/// box does not even start.
/// </summary>
public abstract class Trial
{
    /// <summary>So often the box is started with it before it is given up.</summary>
    public const int MostStarts = 3;

    public abstract string CommandId { get; }

    /// <summary>For people: what is tried.</summary>
    public abstract string What { get; }

    /// <summary>How long the box has to become well, from each start.</summary>
    public abstract TimeSpan Patience { get; }

    /// <summary>The meters that answered before.</summary>
    public abstract IReadOnlyList<uint> Meters { get; }

    /// <summary>The box is well: it stays. Can be called again.</summary>
    /// <param name="keep">Writes down what came of the command, before the trial is forgotten.</param>
    public abstract void Confirm(Action<BoxCommandResult> keep);

    /// <summary>It goes: what was before is in place afterwards, for the next start. Can be called again.</summary>
    /// <param name="keep">Writes down what came of the command, before the trial is forgotten.</param>
    public abstract void Revert(string reason, Action<BoxCommandResult> keep);

    protected static BoxCommandResult RolledBack(string commandId, string reason) =>
        new() { CommandId = commandId, Failure = new() { Kind = CommandFailureKind.RolledBack, Detail = $"What was before has returned: {reason}" } };

    protected static BoxCommandResult NotDone(string commandId, string reason) =>
        new() { CommandId = commandId, Failure = new() { Kind = CommandFailureKind.Failed, Detail = reason } };
}

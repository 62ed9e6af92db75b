using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Management.Configuring;
using LocalEnergyMarket.Edge.Gateway.Management.Trials;
using LocalEnergyMarket.Edge.Gateway.Management.Updating;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>
/// A start of the box, before anything else: what is on trial is counted, what did not work is put back, what came of orders that ended in this start is written
/// down.
/// </summary>
public sealed class ManagedStart
{
    public const string RestartPending = "restart";
    public const string ConfigurationPending = "configuration";
    public const string UpdatePending = "update";

    ManagedStart(Slots? slots, string configurationPath, OutcomeBook outcomes, Trial? trial)
    {
        (Slots, Outcomes, Trial) = (slots, outcomes, trial);
        Previous = new(Installation.Beside(configurationPath, ".last-log"));
        var revision = File.Exists(configurationPath) ? Installation.RevisionOf(File.ReadAllBytes(configurationPath)) : "";
        Installation = new(slots?.Version ?? Installation.BuiltVersion, slots?.Current ?? "", configurationPath, revision);
    }

    public Installation Installation { get; }

    /// <summary>Null if the software was not installed in slots: then it is updated otherwise.</summary>
    public Slots? Slots { get; }

    public OutcomeBook Outcomes { get; }

    /// <summary>What is on trial, if anything.</summary>
    public Trial? Trial { get; }

    public PreviousLog Previous { get; }

    public LogRing Ring { get; } = new(TimeProvider.System);

    public BoxVitals Vitals { get; } = new(TimeProvider.System);

    public RestartRequest Restart { get; } = new();

    /// <exception cref="RestartException">The other slot is to run.</exception>
    /// <exception cref="IOException">The box's own notes cannot be written.</exception>
    public static ManagedStart Begin(string configurationPath) => Begin(configurationPath, Slots.Of(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("STATE_DIRECTORY"), Environment.CurrentDirectory));

    internal static ManagedStart Begin(string configurationPath, Slots? slots)
    {
        var outcomes = new OutcomeBook(Installation.Beside(configurationPath, ".orders"));
        void Keep(BoxCommandResult result) => outcomes.Keep(result);

        Trial? software = slots is null ? null : SoftwareTrial.AtStart(slots, Keep);
        Trial? configuration = ConfigurationTrial.AtStart(configurationPath, Keep);
        var trial = software ?? configuration;
        foreach (var pending in outcomes.Pending.Where(p => p.CommandId != trial?.CommandId))
        {
            Keep(pending.Pending == RestartPending
                ? new() { CommandId = pending.CommandId, Done = new() { StartedAt = DateTimeOffset.UtcNow.ToTimestamp() } }
                : new() { CommandId = pending.CommandId, Failure = new() { Kind = CommandFailureKind.Failed, Detail = "The box was interrupted before anything was changed. Order it again." } });
        }

        return new(slots, configurationPath, outcomes, trial);
    }

    /// <summary>The box cannot even start with what is on trial: what was before returns.</summary>
    /// <exception cref="RestartException">There was something on trial; the box is to be started again.</exception>
    public void Fail(string reason)
    {
        if (Trial is { } trial)
        {
            trial.Revert(reason, result => Outcomes.Keep(result));
            throw new RestartException($"{trial.What} is undone: {reason}");
        }
    }
}

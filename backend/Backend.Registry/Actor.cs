namespace LocalEnergyMarket.Backend.Registry;

/// <summary>Who did something: a caller with its role then, or a part of the backend.</summary>
/// <param name="Name">Its name in the access file; of a part, what the backend calls it.</param>
/// <param name="Role">"Operator"; "Backend" for what nobody called for.</param>
public sealed record Actor(string Name, string Role)
{
    /// <summary>What the configuration says.</summary>
    public static readonly Actor Configuration = new("configuration", "Backend");

    /// <summary>What a rule decides by itself.</summary>
    public static readonly Actor Rule = new("rule", "Backend");
}

/// <summary>An event of the register: it carries who did it. Null in events from before the register knew.</summary>
public interface IRecorded
{
    Actor? By { get; }
}

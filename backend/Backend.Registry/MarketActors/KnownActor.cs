namespace LocalEnergyMarket.Backend.Registry.MarketActors;

/// <summary>A market actor was entered under the name that the supplier knows it by, or the name was changed. Nothing else of a person belongs here.</summary>
/// <param name="Number">ABR…, SEM….</param>
public sealed record MarketActorEntered(string Number, string Name, Actor? By = null) : IRecorded;

/// <summary>A market actor as its events have it.</summary>
public sealed record KnownActor(Guid Id, string Number, string Name);

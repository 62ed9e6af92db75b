namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>What the findings are said in.</summary>
public enum Language
{
    English,
    German,
}

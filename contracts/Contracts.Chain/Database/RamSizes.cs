namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>Bytes of chain memory that Leap 4 charges for each kind of thing kept (recorded from a real node).</summary>
static class RamSizes
{
    public const int Account = 2048;
    public const int Permission = 288;
    public const int Link = 144;
    public const int Table = 112;
    public const int Row = 112;
    public const int Index64 = 128;
    public const int Index128 = 144;
    public const int Index256 = 160;

    /// <summary>Code is charged ten times its size, for what a node makes of it.</summary>
    public const int CodeFactor = 10;
}

using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

static class Some
{
    public const string Group = "gruppe1";
    public const long Timeslot = 1_792_000_800;

    public static AnchoredTree Tree(int version = 1, AnchorKind kind = AnchorKind.Result, int leaves = 3, long timeslot = Timeslot) => new(
        new(Group, kind, timeslot, version),
        [.. Enumerable.Range(0, leaves).Select(i => new SaltedLeaf(SaltedLeaf.NewSalt(), System.Text.Encoding.UTF8.GetBytes($$"""{"n":{{i}}}""")))]);
}

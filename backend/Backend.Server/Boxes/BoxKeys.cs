using LocalEnergyMarket.Backend.Telemetry.Ingest;
using Box = LocalEnergyMarket.Backend.Registry.Boxes.Box;

namespace LocalEnergyMarket.Backend.Server.Boxes;

static class BoxKeys
{
    /// <summary>Whose signatures are the box's: its TPM's, and those of TPMs that it had before an exchange.</summary>
    public static EnrolledBox WithKeys(this Box box) =>
        new(box.Id, box.PublicKey) { FormerKeys = [.. (box.FormerKeys ?? []).Select(key => new ReadOnlyMemory<byte>(key))] };
}

namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>A box proved that its signing key lives in a genuine TPM.</summary>
/// <param name="PublicKey">65 bytes 0x04 || x || y.</param>
/// <param name="EndorsementFingerprint">SHA-256 of the endorsement key's public area: the same TPM, whatever key it uses.</param>
public sealed record BoxEnrolled(
    string Label, byte[] PublicKey, string ChainAccount, byte[] EndorsementFingerprint, string TpmManufacturer, string TpmModel, string TpmVersion);

/// <summary>A meter of the box measures this unit from now on.</summary>
/// <param name="MeterIndex">From 1, as on the box.</param>
public sealed record MeterLinked(string MeterSerial, int MeterIndex, string UnitNumber);

/// <summary>The meter no longer measures the unit.</summary>
public sealed record MeterUnlinked(string MeterSerial);

/// <summary>The box is no longer trusted: its stream is refused.</summary>
public sealed record BoxRevoked(string Reason);

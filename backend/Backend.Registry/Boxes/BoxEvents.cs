namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>A box proved that its signing key lives in a genuine TPM.</summary>
/// <param name="PublicKey">65 bytes 0x04 || x || y.</param>
/// <param name="EndorsementFingerprint">SHA-256 of the endorsement key's public area: the same TPM, whatever key it uses.</param>
/// <param name="By">Who issued its code.</param>
public sealed record BoxEnrolled(
    string Label, byte[] PublicKey, string ChainAccount, byte[] EndorsementFingerprint, string TpmManufacturer, string TpmModel, string TpmVersion, Actor? By = null) : IRecorded;

/// <summary>A meter of the box measures this unit from now on.</summary>
/// <param name="MeterIndex">From 1, as on the box.</param>
/// <param name="Since">From when, if somebody said so; otherwise from when it was linked, and no earlier timeslot is ruled out.</param>
public sealed record MeterLinked(string MeterSerial, int MeterIndex, string UnitNumber, DateTimeOffset? Since = null, Actor? By = null) : IRecorded;

/// <summary>The meter no longer measures the unit.</summary>
public sealed record MeterUnlinked(string MeterSerial, Actor? By = null) : IRecorded;

/// <summary>The box is no longer trusted: its stream is refused.</summary>
public sealed record BoxRevoked(string Reason, Actor? By = null) : IRecorded;

/// <summary>What a register of a meter showed, Wh.</summary>
/// <param name="Register">lem.v1.Register.</param>
/// <param name="Typed">A person read it off the display; otherwise the box read it.</param>
public sealed record RegisterShown(int Register, long Value, bool Typed);

/// <summary>A meter was exchanged for another, which measures the same unit.</summary>
/// <param name="Content">The record as the box signed it (lem.v1.MeterExchange).</param>
/// <param name="Signature">By the key that the box had then.</param>
public sealed record MeterReplaced(
    Guid ExchangeId, string OldSerial, string NewSerial, int MeterIndex, string UnitNumber, DateTimeOffset TakenOutAt, DateTimeOffset PutInAt,
    IReadOnlyList<RegisterShown> FinalValues, IReadOnlyList<RegisterShown> FirstValues, string Reason, byte[] Content, byte[] Signature,
    Actor? By = null) : IRecorded;

/// <summary>Another TPM, and mostly another device, is the box from now on.</summary>
/// <param name="PublicKey">65 bytes 0x04 || x || y.</param>
/// <param name="EndorsementFingerprint">As in <see cref="BoxEnrolled"/>.</param>
/// <param name="By">Who issued its code.</param>
public sealed record BoxReplaced(
    string Label, byte[] PublicKey, byte[] EndorsementFingerprint, string TpmManufacturer, string TpmModel, string TpmVersion, Actor? By = null) : IRecorded;

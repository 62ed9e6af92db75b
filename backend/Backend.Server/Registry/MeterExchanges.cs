using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>Takes the records of exchanged meters that boxes sign, whoever brings them.</summary>
sealed class MeterExchanges(BoxRegister boxes, TimeProvider time)
{
    const int LongestSerial = 64;
    const int LongestReason = 200;
    static readonly TimeSpan ClocksMayDifferBy = TimeSpan.FromDays(1);

    /// <exception cref="RegistryException">The record cannot be read, does not hold together, is not the box's, or does not fit the register.</exception>
    public async Task RecordAsync(byte[] content, byte[] signature, Actor by, CancellationToken cancellation)
    {
        var exchange = Parse(content);
        if (Mistake(exchange) is { } mistake)
        {
            throw Invalid(mistake);
        }

        var id = Guid.Parse(exchange.BoxId);
        var box = await boxes.FindAsync(id, cancellation) ?? throw new RegistryException(RegistryError.BoxUnknown, $"{id}", $"There is no box {id}.");
        if (!new EnrolledBox(id, box.PublicKey).Verifies(SignedMeterExchange.Digest(content), signature))
        {
            throw Invalid("it is not signed by the key of the box that it names.");
        }

        await boxes.ReplaceAsync(
            id,
            new(
                Guid.Parse(exchange.ExchangeId), exchange.OldSerial, exchange.NewSerial, (int)exchange.MeterIndex, "", exchange.TakenOutAt.ToDateTimeOffset(),
                exchange.PutInAt.ToDateTimeOffset(), [.. exchange.FinalValues.Select(Shown)], [.. exchange.FirstValues.Select(Shown)], exchange.Reason, content, signature,
                by),
            cancellation);
    }

    public static Protos.V1.FormerMeter ToWire(Backend.Registry.Boxes.FormerMeter former) => new()
    {
        MeterSerial = former.MeterSerial,
        MeterIndex = (uint)former.MeterIndex,
        UnitNumber = former.UnitNumber,
        Until = former.Until.ToTimestamp(),
        FinalValues = { former.FinalValues.Select(value => new RegisterReading { Register = (Register)value.Register, Value = value.Value, Typed = value.Typed }) },
    };

    static MeterExchange Parse(byte[] content)
    {
        try
        {
            return MeterExchange.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Invalid("it is no MeterExchange.");
        }
    }

    string? Mistake(MeterExchange exchange) =>
        !Guid.TryParseExact(exchange.ExchangeId, "D", out _) ? "exchange_id: it is not a UUID in text form."
        : !Guid.TryParseExact(exchange.BoxId, "D", out _) ? "box_id: it is not a UUID in text form."
        : exchange.MeterIndex is < 1 or > 255 ? "meter_index: it is not between 1 and 255."
        : !IsSerial(exchange.OldSerial) ? $"old_serial: a serial number has 1 to {LongestSerial} characters, none of them a control character."
        : !IsSerial(exchange.NewSerial) ? $"new_serial: a serial number has 1 to {LongestSerial} characters, none of them a control character."
        : exchange.OldSerial == exchange.NewSerial ? "new_serial: it is the old meter's."
        : !IsInstant(exchange.TakenOutAt) ? "taken_out_at: it is missing or no instant."
        : !IsInstant(exchange.PutInAt) ? "put_in_at: it is missing or no instant."
        : exchange.PutInAt < exchange.TakenOutAt ? "put_in_at: it is before taken_out_at."
        : exchange.PutInAt.ToDateTimeOffset() > time.GetUtcNow() + ClocksMayDifferBy ? "put_in_at: it lies in the future; set the box's clock."
        : exchange.Reason.Length > LongestReason ? $"reason: it has more than {LongestReason} characters."
        : exchange.FinalValues.Count == 0 && string.IsNullOrWhiteSpace(exchange.Reason) ? "final_values: they are missing; say in reason why nobody could read them."
        : exchange.FirstValues.Count == 0 ? "first_values: they are missing."
        : Values("final_values", exchange.FinalValues) ?? Values("first_values", exchange.FirstValues);

    static string? Values(string field, RepeatedField<RegisterReading> values) =>
        values.Any(value => value.Register is not (Register.EnergyImportWh or Register.EnergyExportWh)) ? $"{field}: only the counters of energy are recorded."
        : values.Any(value => value.Value < 0) ? $"{field}: a counter is not negative."
        : values.DistinctBy(value => value.Register).Count() < values.Count ? $"{field}: a register stands twice."
        : null;

    static bool IsInstant(Timestamp? instant) => instant is { Seconds: > 0 and < 253_402_300_800, Nanos: >= 0 and < 1_000_000_000 };

    static bool IsSerial(string serial) => serial.Length is > 0 and <= LongestSerial && !serial.Any(char.IsControl) && !string.IsNullOrWhiteSpace(serial);

    static RegisterShown Shown(RegisterReading value) => new((int)value.Register, value.Value, value.Typed);

    static RegistryException Invalid(string mistake) => new(RegistryError.ExchangeInvalid, "", $"The record of the exchange is not right: {mistake}");
}

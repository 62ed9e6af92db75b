using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>A meter read over Modbus as its device type says. Several meters may share one master; the meter does not own it.</summary>
/// <param name="unit">The Modbus unit id, if it is not the device type's usual one.</param>
/// <param name="options">What is special about this one.</param>
public sealed class ModbusMeter(IModbusMaster master, DeviceType device, byte? unit = null, ModbusMeterOptions? options = null) : IDetailedMeter
{
    readonly IReadOnlyList<ReadBlock> _plan = ReadPlan.Of(device);
    readonly ModbusMeterOptions _options = options ?? new();
    readonly RegisterReader _reader = new(master, device, unit ?? device.Unit);
    bool _known;

    public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await KnowAsync(cancellationToken);
            var image = await _reader.ReadAsync(_plan, cancellationToken);
            var values = device.Values.Select(value => ValueDecoder.Decode(device, value, image.Of));
            return [.. (_options.Inverted ? values.Select(v => v.Inverted()) : values).OrderBy(v => v.Register)];
        }
        catch (MeterException)
        {
            _known = false;
            throw;
        }
    }

    public async ValueTask<MeterIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        if (device.Identity is not { } identity)
        {
            return MeterIdentity.Unknown with { Maker = device.Maker };
        }

        // Apart, because who lacks one of them, or is another type of device, refuses it.
        var names = new[] { identity.Serial, identity.Model, identity.Firmware }.Concat(identity.Checks.Select(c => c.Quantity)).OfType<string>().Distinct(StringComparer.Ordinal);
        var plan = names.Select(device.Quantity).Select(q => new ReadBlock(q.Function, q.Address, (ushort)q.Registers, Optional: true));
        var image = await _reader.ReadAsync([.. plan], cancellationToken);
        return new(device.Maker, Text(identity.Model), Text(identity.Serial), Text(identity.Firmware), [.. identity.Checks.SelectMany(c => IdentityChecks.Broken(device, c, image))]);

        string? Text(string? name) => name is null ? null : IdentityChecks.Text(device.Quantity(name), image.Of(device.Quantity(name)));
    }

    public async ValueTask<IReadOnlyList<MeterDetail>> ReadAllAsync(CancellationToken cancellationToken)
    {
        // A variant that lacks some refuses the blocks they are in: those are asked for one by one.
        var plan = ReadPlan.Of(device, device.Quantities).Select(b => b with { Optional = true }).ToList();
        var blocks = await _reader.ReadAsync(plan, cancellationToken);
        var refused = device.Quantities.Where(q => blocks.Of(q).IsEmpty).ToList();
        var single = await _reader.ReadAsync([.. refused.Select(q => new ReadBlock(q.Function, q.Address, (ushort)q.Registers, Optional: true))], cancellationToken);
        return refused.Count == device.Quantities.Count && refused.TrueForAll(q => single.Of(q).IsEmpty)
            ? throw new MeterException($"{device.Name}: the device answers, but refuses all of the type's registers. Check that it is a {device.Type}.")
            : [.. device.Quantities.Select(q => Detail(q, blocks.Of(q) is { IsEmpty: false } joined ? joined : single.Of(q)))];
    }

    static MeterDetail Detail(DeviceQuantity quantity, ReadOnlySpan<ushort> registers) => new(
        quantity.Name,
        registers.IsEmpty || quantity.Raw == RawType.Text ? null : QuantityDecoder.Decode(quantity, registers).Value,
        registers.IsEmpty || quantity.Raw != RawType.Text ? null : RegisterCodec.Text(registers),
        quantity.Unit,
        quantity.Doubt);

    /// <summary>Before the first reading, and after each failure: whoever answers now may not be who answered before.</summary>
    async ValueTask KnowAsync(CancellationToken cancellationToken)
    {
        if (_known || _options.DeviceSerial is not { } expected || device.Identity?.Serial is null)
        {
            return;
        }

        var identity = await IdentifyAsync(cancellationToken);
        if (!string.Equals(identity.Serial, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new MeterException(string.Create(
                CultureInfo.InvariantCulture,
                $"{device.Name}: another device answers: its serial number is {identity.Serial ?? "not readable"}, not {expected}. If the meter was exchanged, run 'lem-provision replace'; otherwise check address and unit."));
        }

        _known = true;
    }
}

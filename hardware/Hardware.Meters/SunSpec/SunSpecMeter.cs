using System.Globalization;
using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>
/// A meter or inverter that describes itself by SunSpec. Its models are found at the first reading and again after each failure, and when another model is
/// where the one read before was: a device that was restarted, updated or exchanged is read right, or not at all.
/// </summary>
public sealed class SunSpecMeter(IModbusMaster master, byte unit, SunSpecMeterOptions? options = null) : IDetailedMeter
{
    /// <summary>Where SunSpec devices usually answer; they say the rest themselves.</summary>
    public static DeviceType Usual { get; } = new() { Type = "sunspec", Name = "SunSpec", Unit = 1, Quantities = [], Values = [] };

    readonly SunSpecMeterOptions _options = options ?? new();
    readonly SunSpecBus _bus = new(master, unit, options?.MaxRegisters ?? 125);
    Chosen? _chosen;
    ushort? _base;

    public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (model, registers) = await ReadAsync(whole: false, cancellationToken);
            var values = model.Values.Select(v => SunSpecDecoder.Value(model, v, registers));
            return [.. (_options.Inverted ? values.Select(v => v.Inverted()) : values).OrderBy(v => v.Register)];
        }
        catch (MeterException)
        {
            _chosen = null;
            throw;
        }
    }

    public async ValueTask<MeterIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var chosen = await ChosenAsync(cancellationToken);
        return await IdentityAsync(chosen.Map, chosen.Block, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<MeterDetail>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var (model, registers) = await ReadAsync(whole: true, cancellationToken);
        return [.. model.Points
            .Where(p => p.Raw is not (SunSpecType.SunSsf or SunSpecType.Pad) && p.Offset >= 2)
            .Select(p => new MeterDetail(
                p.Name,
                p.Raw == SunSpecType.String ? null : SunSpecDecoder.Number(model, p, registers).Value,
                p.Raw == SunSpecType.String ? SunSpecDecoder.Text(p, registers) : null,
                p.Unit,
                Doubt.None))];
    }

    /// <summary>What can be set at the device, at the addresses and with the scales it has now.</summary>
    /// <exception cref="MeterException">The device could not be read.</exception>
    public async ValueTask<IReadOnlyList<DeviceControl>> ControlsAsync(CancellationToken cancellationToken)
    {
        var map = await _bus.FindAsync(_base, cancellationToken) ?? throw NotSunSpec();
        return await SunSpecControls.ReadAsync(_bus, map, cancellationToken);
    }

    async Task<(SunSpecModel Model, ushort[] Registers)> ReadAsync(bool whole, CancellationToken cancellationToken)
    {
        for (var again = _chosen is not null; ; again = false)
        {
            var chosen = await ChosenAsync(cancellationToken);
            var model = chosen.Block.Model!;
            if (await _bus.ReadAsync(chosen.Block, whole ? chosen.Block.Registers : SunSpecDecoder.Needed(model), cancellationToken) is [var id, var length, ..] registers
                && id == chosen.Block.Id && length == chosen.Block.Length)
            {
                return (model, registers);
            }

            _chosen = null;
            if (!again)
            {
                throw new MeterException($"SunSpec: unit {unit} has the model {chosen.Block.Id} in its list but not at {chosen.Block.Address}: restart the device, then look for newer firmware.");
            }
        }
    }

    async Task<Chosen> ChosenAsync(CancellationToken cancellationToken)
    {
        if (_chosen is { } known)
        {
            return known;
        }

        var map = await _bus.FindAsync(_base, cancellationToken) ?? throw NotSunSpec();
        _base = map.Base;
        var fitting = map.Of(_options.Role, _options.Model);
        if (fitting.Count < _options.Instance)
        {
            var wanted = _options.Model is { } model ? $"model {model}" : _options.Role == SunSpecRole.Meter ? "meter (models 201 to 204, 211 to 214)" : "inverter (models 101 to 103, 111 to 113, 701)";
            throw new MeterException(string.Create(
                CultureInfo.InvariantCulture, $"SunSpec: unit {unit} has {fitting.Count} of the {wanted}, number {_options.Instance} was asked for. It has the models {map.Summary}: choose role, model or instance accordingly."));
        }

        var block = fitting[_options.Instance - 1];
        if (_options.DeviceSerial is { } expected
            && (await IdentityAsync(map, block, cancellationToken)).Serial is var serial
            && !string.Equals(serial, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new MeterException($"SunSpec: another device answers as unit {unit}: its serial number is {serial ?? "not readable"}, not {expected}. If the meter was exchanged, run 'lem-provision replace'; otherwise check address and unit.");
        }

        return (Chosen)(_chosen = new(map, block));
    }

    async Task<MeterIdentity> IdentityAsync(SunSpecMap map, SunSpecBlock block, CancellationToken cancellationToken)
    {
        if (map.CommonOf(block) is not { Model: { Identity: { } identity } model } common || await _bus.ReadAsync(common, common.Registers, cancellationToken) is not { } registers)
        {
            return MeterIdentity.Unknown;
        }

        return new(Text(identity.Maker), Text(identity.Model), Text(identity.Serial), Text(identity.Firmware), []);

        string? Text(string point) => SunSpecDecoder.Text(model.Find(point)!, registers);
    }

    MeterException NotSunSpec() => new($"SunSpec: unit {unit} answers, but has no SunSpec marker at 40000, 0 or 50000. Switch SunSpec on in the device, check the unit id, or take the device's own type.");

    [StructLayout(LayoutKind.Auto)]
    readonly record struct Chosen(SunSpecMap Map, SunSpecBlock Block);
}

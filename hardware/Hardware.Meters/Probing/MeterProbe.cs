using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>
/// Finds out what is on a line. Only reads; the master sets the pace (see <see cref="ProbeLine"/>). Devices are asked who they are (function 43/14,
/// SunSpec, identity registers), then every known type is tried on, and judged by whether what it shows can be electricity.
/// </summary>
public sealed class MeterProbe(IModbusMaster master, ProbeOptions? options = null)
{
    const int BestScore = 100;

    /// <summary>So many units are each asked twice, in two ways, before they count as silent.</summary>
    const int FewUnits = 16;

    readonly ProbeOptions _options = options ?? new();

    /// <param name="asking">Told before each unit is asked.</param>
    public async Task<ProbeResult> RunAsync(Action<byte>? asking, CancellationToken cancellationToken)
    {
        var found = new List<UnitFinding>();
        var (silent, gateway) = (new List<byte>(), false);
        string? detail = null;
        foreach (var unit in _options.Units)
        {
            asking?.Invoke(unit);
            try
            {
                switch (await PingAsync(unit, cancellationToken))
                {
                    case Ping.Answered:
                        found.Add(await UnitAsync(unit, cancellationToken));
                        break;
                    case Ping.BehindGateway:
                        gateway = true;
                        silent.Add(unit);
                        break;
                    default:
                        silent.Add(unit);
                        break;
                }
            }
            catch (ModbusTransportException e) when (found.Count == 0 && Problem(e.Failure) is not LineProblem.Silent and var problem)
            {
                return new(problem, e.Message, [], []);
            }
            catch (Exception e) when (e is ModbusTransportException or MeterException)
            {
                detail = e.Message;
                silent.Add(unit);
            }
        }

        var nobody = found.Count > 0 ? LineProblem.None : gateway ? LineProblem.NoUnitBehindGateway : LineProblem.Silent;
        return new(nobody, nobody == LineProblem.None ? null : detail, found, silent);
    }

    /// <summary>What one unit may be.</summary>
    /// <exception cref="ModbusTransportException">It stopped answering.</exception>
    /// <exception cref="MeterException">It stopped answering.</exception>
    public async Task<UnitFinding> UnitAsync(byte unit, CancellationToken cancellationToken)
    {
        var says = await SaysAsync(unit, cancellationToken);
        var guesses = new List<ProbeGuess>();
        guesses.AddRange(await SunSpecGuesses.OfAsync(master, unit, cancellationToken));
        foreach (var type in _options.Types)
        {
            guesses.AddRange(await GuessesAsync(unit, type, says, cancellationToken));
        }

        return new(unit, says, [.. guesses.Where(g => g.Score >= _options.LeastScore).OrderByDescending(g => g.Weight).ThenByDescending(g => g.Answered)]);
    }

    async Task<IReadOnlyList<ProbeGuess>> GuessesAsync(byte unit, DeviceType type, string? says, CancellationToken cancellationToken)
    {
        var usual = await GuessAsync(unit, type, null, says, cancellationToken);
        if (usual is null || !type.WordOrderSwitchable || usual.Score >= 50)
        {
            return usual is null ? [] : [usual];
        }

        var other = type.Quantities.Any(q => q.Words == WordOrder.Little) ? WordOrder.Big : WordOrder.Little;
        var turned = await GuessAsync(unit, type.WithWords(other), other, says, cancellationToken);
        return turned is not null && turned.Score > usual.Score ? [turned] : [usual];
    }

    async Task<ProbeGuess?> GuessAsync(byte unit, DeviceType type, WordOrder? words, string? says, CancellationToken cancellationToken)
    {
        var meter = new ModbusMeter(master, type, unit);
        if (await TryAsync(() => meter.ReadAsync(cancellationToken)) is not { } values || values.All(v => v.Quality == MeterQuality.Missing))
        {
            return null;
        }

        var details = await meter.ReadAllAsync(cancellationToken);
        var identity = await meter.IdentifyAsync(cancellationToken);
        var reasons = Evidence.Of(type, details).Concat(Evidence.Identity(type, identity)).ToList();
        if (Evidence.Vendor(type, says) is { } vendor)
        {
            reasons.Add(vendor);
        }

        if (reasons.Sum(r => r.Points) > 0 && await TryAsync(() => meter.ReadAsync(cancellationToken)) is { } again && Evidence.Counting(values, again) is { } counting)
        {
            reasons.Add(counting);
        }

        return new(type.Type, type.Name, Math.Clamp(reasons.Sum(r => r.Points), 0, BestScore), reasons, identity, values, words)
        {
            Answered = details.Count(d => d.Value is not null || d.Text is not null),
        };
    }

    async Task<string?> SaysAsync(byte unit, CancellationToken cancellationToken)
    {
        try
        {
            var identification = await master.ReadDeviceIdentificationAsync(unit, DeviceIdentificationLevel.Basic, cancellationToken);
            return string.Join(" ", new[] { identification.VendorName, identification.ProductCode, identification.Revision }.Where(s => !string.IsNullOrWhiteSpace(s)));
        }
        catch (Exception e) when (e is ModbusException or ModbusTransportException { Failure: ModbusTransportFailure.TimedOut or ModbusTransportFailure.Malformed or ModbusTransportFailure.Closed })
        {
            // Most devices do not know the function; some do not even refuse it.
            return null;
        }
    }

    async Task<Ping> PingAsync(byte unit, CancellationToken cancellationToken)
    {
        var first = await PingAsync(() => master.ReadHoldingRegistersAsync(unit, 0, 2, cancellationToken));
        return first == Ping.Silent && _options.Units.Count <= FewUnits ? await PingAsync(() => master.ReadInputRegistersAsync(unit, 0, 2, cancellationToken)) : first;
    }

    static async Task<Ping> PingAsync(Func<Task<ushort[]>> read)
    {
        try
        {
            await read();
            return Ping.Answered;
        }
        catch (ModbusException e)
        {
            return e.Code is ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond ? Ping.BehindGateway : Ping.Answered;
        }
        catch (ModbusTransportException e) when (e.Failure is ModbusTransportFailure.TimedOut or ModbusTransportFailure.Resting)
        {
            return Ping.Silent;
        }
    }

    /// <summary>Null if the device refuses what the type needs.</summary>
    static async Task<IReadOnlyList<MeterValue>?> TryAsync(Func<ValueTask<IReadOnlyList<MeterValue>>> read)
    {
        try
        {
            return await read();
        }
        catch (MeterException e) when (e.InnerException is ModbusException or ModbusTransportException { Failure: ModbusTransportFailure.TimedOut or ModbusTransportFailure.Resting })
        {
            // Some devices do not refuse what they have not: they are silent.
            return null;
        }
    }

    static LineProblem Problem(ModbusTransportFailure failure) => failure switch
    {
        ModbusTransportFailure.Unreachable => LineProblem.Unreachable,
        ModbusTransportFailure.Malformed => LineProblem.NotModbus,
        ModbusTransportFailure.Closed => LineProblem.HangsUp,
        _ => LineProblem.Silent,
    };

    enum Ping
    {
        Silent,
        Answered,
        BehindGateway,
    }
}

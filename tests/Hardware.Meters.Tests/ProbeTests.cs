using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Probing;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

public sealed class ProbeTests
{
    const string E1 = "Carlo Gavazzi EM24_E1 / EM330 / EM340 / ET340";

    /// <summary>A device of every type, by the rows of the list of facts.</summary>
    static readonly Dictionary<string, string[]> Devices = new(StringComparer.Ordinal)
    {
        ["abb-b23"] = ["ABB B23/B24/A43/A44"],
        ["carlo-gavazzi-em24"] = ["Carlo Gavazzi EM24-DIN (RS485)"],
        ["carlo-gavazzi-em24-e1"] = [E1, "Carlo Gavazzi EM24_E1 (identity)"],
        ["carlo-gavazzi-em340"] = [E1],
        ["eastron-sdm630"] = ["Eastron SDM630"],
        ["eastron-sdm72dm-v2"] = ["Eastron SDM72D-M v2"],
        ["janitza-umg604"] = ["Janitza UMG604 (alternative block)"],
        ["janitza-umg96rm-e"] = ["Janitza UMG96RM-E / UMG604 (19000 block)"],
        ["kostal-ksem"] = ["KOSTAL Smart Energy Meter (KSEM, direct)"],
        ["kostal-plenticore"] = ["KOSTAL Plenticore: inverter AC"],
        ["kostal-plenticore-meter"] = ["KOSTAL Plenticore: powermeter (KSEM) block"],
        ["schneider-iem3000"] = ["Schneider iEM3000"],
        ["siemens-pac1600"] = ["Siemens PAC1600 / 7KT1665"],
        ["siemens-pac2200"] = ["Siemens PAC2200/PAC3200"],
        ["sma-data-manager"] = ["SMA Data Manager (unit 2)"],
        ["sma-home-manager"] = ["SMA Sunny Home Manager 2.0 (via inverter)"],
        ["sma-sunny-tripower"] = ["SMA Sunny Tripower/Boy (unit 3)"],
    };

    [Fact]
    public async Task Among_devices_of_every_type_behind_one_gateway_the_first_guess_is_right()
    {
        Assert.Equal(DeviceCatalogue.Shipped, Devices.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var units = Devices.Select((d, i) => (Unit: (byte)(i + 10), Type: d.Key, Device: PlausibleDevice.Of(d.Value))).ToList();
        var sunSpec = new StrictUnit();
        SunSpecImage.At(sunSpec, 40000).Common("SN7").Model(103, ("W", 500), ("W_SF", 0), ("WH", 5), ("WH_SF", 3), ("Hz", 50), ("Hz_SF", 0))
            .Common("SN8").Model(203, ("W", 1), ("W_SF", 0), ("TotWhImp", 1), ("TotWhExp", 2), ("TotWh_SF", 0), ("Hz", 50), ("Hz_SF", 0)).End();

        await using var server = ModbusTcpServer.Start(
            new(IPAddress.Loopback, 0), units.Select(u => KeyValuePair.Create(u.Unit, (IModbusUnit)u.Device)).Append(new(99, sunSpec)).ToDictionary());
        var result = await RunAsync(server.EndPoint.Port, [.. units.Select(u => u.Unit), 98, 99]);

        Assert.Equal((LineProblem.None, 98), (result.Problem, Assert.Single(result.SilentUnits)));
        var guesses = result.Units.ToDictionary(u => u.Unit, u => u.Guesses);
        Assert.All(units, u => Assert.Equal(u.Type, guesses[u.Unit].Count > 0 ? guesses[u.Unit][0].Type : null));
        Assert.All(units.Where(u => u.Type is not ("sma-data-manager" or "kostal-plenticore")), u => Assert.Equal((u.Type, Certainty.Sure), (u.Type, guesses[u.Unit][0].Certainty)));
        Assert.Equal("12345678", guesses[10][0].Identity.Serial);

        Assert.Equal(
            [("sunspec", "grid", 203, "SN8"), ("sunspec", "production", 103, "SN7")],
            guesses[99].Select(g => (g.Type, g.Role, g.Model, g.Identity.Serial)));
        Assert.All(guesses[99], g => Assert.Equal(Certainty.Sure, g.Certainty));
    }

    [Fact]
    public async Task What_a_device_says_of_itself_counts()
    {
        var device = PlausibleDevice.Of(Devices["eastron-sdm72dm-v2"]);
        await using var eastron = Serve(1, new PlausibleDevice.WhoSays(device, "Eastron", "SDM72DM"));
        var unit = Assert.Single((await RunAsync(eastron.EndPoint.Port, [1])).Units);
        Assert.Equal("Eastron SDM72DM 1.0", unit.Says);
        Assert.Equal("eastron-sdm72dm-v2", unit.Guesses[0].Type);

        await using var other = Serve(1, new PlausibleDevice.WhoSays(device, "Somebody", "Else"));
        var doubted = Assert.Single((await RunAsync(other.EndPoint.Port, [1])).Units).Guesses[0];
        Assert.True(doubted.Score < unit.Guesses[0].Score);
        Assert.Contains(doubted.Reasons, r => r is { Kind: ReasonKind.Vendor, Points: < 0, Detail: "Somebody Else 1.0" });
    }

    [Fact]
    public async Task A_switched_word_order_is_noticed()
    {
        var rows = CsvRow.Of(Devices["kostal-ksem"]);
        var straight = PlausibleDevice.Of(Devices["kostal-ksem"]);
        var turned = new StrictUnit();
        foreach (var row in rows)
        {
            var registers = new ushort[row.Count];
            Assert.Equal(ModbusExceptionCode.None, straight.Read(row.Function, (ushort)row.Address, registers));
            turned.Put(row.Function, row.Address, [.. registers.Reverse()]);
        }

        await using var server = Serve(71, turned);
        var guess = Assert.Single((await RunAsync(server.EndPoint.Port, [71])).Units).Guesses[0];
        Assert.Equal(("kostal-ksem", WordOrder.Little, Certainty.Sure), (guess.Type, guess.Words, guess.Certainty));
    }

    [Fact]
    public async Task A_device_of_no_known_type_is_none()
    {
        var unit = new StrictUnit();
        for (var address = 0; address < 60; address++)
        {
            unit.PutHolding(address, (ushort)(address * 2_731));
        }

        await using var server = Serve(1, unit);
        Assert.DoesNotContain(Assert.Single((await RunAsync(server.EndPoint.Port, [1])).Units).Guesses, g => g.Certainty != Certainty.Possible);
    }

    [Fact]
    public async Task A_gateway_without_the_unit_says_so()
    {
        await using var server = Serve(5, new StrictUnit());
        var result = await RunAsync(server.EndPoint.Port, [6, 7]);
        Assert.Equal(LineProblem.NoUnitBehindGateway, result.Problem);
        Assert.Equal([6, 7], result.SilentUnits);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var result = await RunAsync(port, [1, 2, 3]);
        Assert.Equal((LineProblem.Unreachable, 0), (result.Problem, result.Units.Count));
        Assert.Contains("No connection to the Modbus server", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", LineProblem.NotModbus)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", LineProblem.NotModbus)]
    [InlineData("", LineProblem.HangsUp)]
    [InlineData(null, LineProblem.Silent)]
    public async Task What_is_not_Modbus_is_said_plainly(string? answer, LineProblem problem)
    {
        await using var server = new Stranger(answer);
        Assert.Equal(problem, (await RunAsync(server.Port, [1], TimeSpan.FromMilliseconds(answer is null ? 200 : 20_000))).Problem);
    }

    static ModbusTcpServer Serve(byte unit, IModbusUnit device) => ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [unit] = device });

    static async Task<ProbeResult> RunAsync(int port, IReadOnlyList<byte> units, TimeSpan? timeout = null)
    {
        await using var master = ProbeLine.Tcp("127.0.0.1", port, units, timeout: timeout ?? TimeSpan.FromSeconds(20), pause: TimeSpan.Zero);
        return await new MeterProbe(master, new() { Units = units }).RunAsync(null, TestContext.Current.CancellationToken);
    }

    /// <summary>A TCP server that speaks something else: it answers the first bytes with a text and hangs up, or says nothing for as long as it lives.</summary>
    sealed class Stranger : IAsyncDisposable
    {
        readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        readonly CancellationTokenSource _stop = new();
        readonly Task _serving;

        public Stranger(string? answer)
        {
            _listener.Start();
            _serving = ServeAsync(answer);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _serving;
            _listener.Dispose();
            _stop.Dispose();
        }

        async Task ServeAsync(string? answer)
        {
            var open = new List<Socket>();
            try
            {
                while (true)
                {
                    var socket = await _listener.AcceptSocketAsync(_stop.Token);
                    open.Add(socket);
                    if (answer is not null)
                    {
                        await socket.ReceiveAsync(new byte[300], _stop.Token);
                        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
                        socket.Shutdown(SocketShutdown.Both);
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                open.ForEach(s => s.Dispose());
            }
        }
    }
}

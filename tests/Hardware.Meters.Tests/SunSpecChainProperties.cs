using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Hardware.Meters.SunSpec;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>Whatever models a device has, in whatever lengths and order, the chain that is found is the one that is there.</summary>
public sealed class SunSpecChainProperties
{
    static readonly Gen<(ushort Id, ushort Length)> Block =
        from id in Gen.Frequency((3, Gen.Elements(1, 101, 103, 113, 120, 123, 203, 213, 701)), (2, Gen.Choose(1, 65_534)))
        from length in Gen.Frequency((3, Gen.Choose(1, 130)), (1, Gen.Choose(1, 3_000)))
        select ((ushort)id, (ushort)length);

    [Fact]
    public void The_chain_that_is_there_is_found() => Prop.ForAll(
        Block.ListOf().Where(b => b.Count <= 40 && b.Sum(x => x.Length + 2) < 15_000).Zip(Gen.Elements(0, 40_000, 50_000)).Zip(Gen.Elements(SunSpecEnd.EndModel, SunSpecEnd.Refused)).ToArbitrary(),
        device =>
        {
            var ((blocks, place), end) = device;
            var expected = new List<SunSpecBlock>();
            var registers = new Dictionary<int, ushort> { [place] = 0x5375, [place + 1] = 0x6E53 };
            var next = place + 2;
            foreach (var (id, length) in blocks)
            {
                expected.Add(new(id, (ushort)next, length));
                (registers[next], registers[next + 1]) = (id, length);
                next += 2 + length;
            }

            if (end == SunSpecEnd.EndModel)
            {
                (registers[next], registers[next + 1]) = (0xFFFF, 0);
            }

            var found = new SunSpecBus(new Registers(registers), 1).FindAsync(null, TestContext.Current.CancellationToken);
            return found.IsCompletedSuccessfully && found.GetAwaiter().GetResult() is { } map && map.Base == place && map.End == end && map.Blocks.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Garbage_behind_the_marker_ends_the_search() => Prop.ForAll(
        Gen.Choose(0, 65_535).ArrayOf().Where(g => g.Length > 1).ToArbitrary(),
        garbage =>
        {
            var registers = Enumerable.Range(0, 0x10000).ToDictionary(i => i, i => (ushort)garbage[i % garbage.Length]);
            (registers[40_000], registers[40_001]) = (0x5375, 0x6E53);
            var map = new SunSpecBus(new Registers(registers), 1).FindAsync(40_000, TestContext.Current.CancellationToken).GetAwaiter().GetResult()!;
            return map.Blocks.Count <= 200 && map.Blocks.All(b => b.Address + b.Registers <= 0x10000);
        }).QuickCheckThrowOnFailure();

    /// <summary>A device without a wire: thousands of chains a second.</summary>
    sealed class Registers(Dictionary<int, ushort> registers) : IModbusMaster
    {
        public Task<ushort[]> ReadHoldingRegistersAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken = default) =>
            Enumerable.Range(address, count).All(registers.ContainsKey)
                ? Task.FromResult(Enumerable.Range(address, count).Select(a => registers[a]).ToArray())
                : Task.FromException<ushort[]>(new ModbusException(unit, ModbusFunction.ReadHoldingRegisters, ModbusExceptionCode.IllegalDataAddress));

        public Task<ushort[]> ReadInputRegistersAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool[]> ReadCoilsAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool[]> ReadInputsAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task WriteSingleCoilAsync(byte unit, ushort address, bool value, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task WriteSingleRegisterAsync(byte unit, ushort address, ushort value, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task WriteMultipleCoilsAsync(byte unit, ushort address, bool[] values, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task WriteMultipleRegistersAsync(byte unit, ushort address, ushort[] values, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<DeviceIdentification> ReadDeviceIdentificationAsync(byte unit, DeviceIdentificationLevel level = DeviceIdentificationLevel.Basic, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<byte[]> ReportServerIdAsync(byte unit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

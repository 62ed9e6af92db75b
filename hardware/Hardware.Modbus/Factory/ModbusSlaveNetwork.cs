using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>Slaves that come and go while a server serves them.</summary>
sealed class ModbusSlaveNetwork(Func<IReadOnlyDictionary<byte, IModbusUnit>, CancellationToken, Task> serve) : IModbusSlaveNetwork, IReadOnlyDictionary<byte, IModbusUnit>
{
    readonly ConcurrentDictionary<byte, IModbusSlave> _slaves = new();

    public int Count => _slaves.Count;

    public IEnumerable<byte> Keys => _slaves.Keys;

    public IEnumerable<IModbusUnit> Values => _slaves.Values.Select(slave => slave.DataStore);

    public IModbusUnit this[byte key] => _slaves[key].DataStore;

    public Task ListenAsync(CancellationToken cancellationToken = default) => serve(this, cancellationToken);

    public void AddSlave(IModbusSlave slave)
    {
        ArgumentNullException.ThrowIfNull(slave);
        _slaves[slave.UnitId] = slave;
    }

    public void RemoveSlave(byte unitId) => _slaves.TryRemove(unitId, out _);

    public IModbusSlave? GetSlave(byte unitId) => _slaves.GetValueOrDefault(unitId);

    public bool ContainsKey(byte key) => _slaves.ContainsKey(key);

    public bool TryGetValue(byte key, [MaybeNullWhen(false)] out IModbusUnit value)
    {
        value = _slaves.GetValueOrDefault(key)?.DataStore;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<byte, IModbusUnit>> GetEnumerator() =>
        _slaves.Select(slave => KeyValuePair.Create(slave.Key, slave.Value.DataStore)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Collections.Concurrent;
using LocalEnergyMarket.Hardware.Modbus.Serving;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>Does wrong what was ordered, one order a request, in order; then nothing more. Remembers the requests.</summary>
sealed class OrderedFaults(params ModbusFault?[] orders) : IModbusFaults
{
    readonly ConcurrentQueue<ModbusFault?> _orders = new(orders);
    readonly ConcurrentQueue<ModbusServerRequest> _requests = new();

    public IReadOnlyList<ModbusServerRequest> Requests => [.. _requests];

    public ModbusFault? Next(ModbusServerRequest request)
    {
        _requests.Enqueue(request);
        return _orders.TryDequeue(out var fault) ? fault : null;
    }
}

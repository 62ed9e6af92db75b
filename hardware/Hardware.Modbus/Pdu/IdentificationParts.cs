namespace LocalEnergyMarket.Hardware.Modbus.Pdu;

/// <summary>
/// Function 43/14 as a client asks it: objects come in several answers if they do not fit into one, and each names the object to go on with
/// (Modbus application protocol 1.1b3, section 6.21). A device that would go on for ever is stopped.
/// </summary>
sealed class IdentificationParts(byte unit, DeviceIdentificationLevel level)
{
    readonly SortedDictionary<byte, string> _objects = [];
    int? _next = 0;

    public DeviceIdentification Whole => new(_objects);

    /// <summary>Null if all is known.</summary>
    public byte[]? Request() => _next is { } next
        ? [(byte)ModbusFunction.EncapsulatedInterface, DeviceIdentification.Interface, (byte)level, (byte)next]
        : null;

    /// <exception cref="ModbusTransportException">The answer does not fit together.</exception>
    public void Take(ReadOnlySpan<byte> answer)
    {
        // Function, 14, level, conformity, more follows, next object, count; then number, length, value of each.
        if (answer.Length < 7 || answer[1] != DeviceIdentification.Interface)
        {
            throw Unfit();
        }

        var rest = answer[7..];
        for (var i = 0; i < answer[6]; i++)
        {
            if (rest.Length < 2 || rest.Length < 2 + rest[1])
            {
                throw Unfit();
            }

            _objects[rest[0]] = DeviceIdentification.Text(rest.Slice(2, rest[1]));
            rest = rest[(2 + rest[1])..];
        }

        var more = answer[4] == 0xFF;
        if (more && answer[5] <= _next)
        {
            throw Unfit();
        }

        _next = more ? answer[5] : null;
    }

    ModbusTransportException Unfit() =>
        ModbusMaster.Malformed($"Modbus unit {unit} answered function 43 (device identification) with bytes that do not fit together.");
}

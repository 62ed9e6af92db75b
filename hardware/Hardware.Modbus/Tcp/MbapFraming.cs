using LocalEnergyMarket.Hardware.Modbus.Lines;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>Modbus TCP: an answer whose transaction id or unit is not the request's is late or another's; it is discarded and the wait goes on.</summary>
sealed class MbapFraming : IFraming
{
    readonly byte[] _frame = new byte[MbapHeader.Length + ModbusPdu.MaxLength];
    ushort _transaction;
    int _discarded;

    public bool NumbersRequests => true;

    public bool InsideFrame { get; private set; }

    public string? Discarded => _discarded > 0 ? $"{_discarded} answers to other requests came" : null;

    public int BytesBothWays(ReadOnlySpan<byte> request) => 0;

    public ValueTask PrepareAsync(ILine line, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<int> ExchangeAsync(ILine line, byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken)
    {
        (InsideFrame, _discarded) = (false, 0);
        new MbapHeader(++_transaction, unit, request.Length).Write(_frame);
        request.CopyTo(_frame.AsMemory(MbapHeader.Length));
        await line.WriteAsync(_frame.AsMemory(0, MbapHeader.Length + request.Length), cancellationToken);
        while (true)
        {
            await ReceiveAsync(line, _frame.AsMemory(0, MbapHeader.Length), cancellationToken);
            if (!MbapHeader.TryRead(_frame, out var header))
            {
                throw new InvalidDataException($"is no Modbus TCP: the frame begins with {Convert.ToHexString(_frame, 0, MbapHeader.Length)}");
            }

            await ReceiveAsync(line, _frame.AsMemory(MbapHeader.Length, header.PduLength), cancellationToken);
            InsideFrame = false;
            if (header.Transaction == _transaction && header.Unit == unit)
            {
                _frame.AsMemory(MbapHeader.Length, header.PduLength).CopyTo(response);
                return header.PduLength;
            }

            _discarded++;
        }
    }

    async ValueTask ReceiveAsync(ILine line, Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            target = target[await line.ReadAsync(target, cancellationToken)..];
            InsideFrame = true;
        }
    }
}

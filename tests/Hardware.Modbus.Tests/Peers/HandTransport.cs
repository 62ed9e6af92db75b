using System.Threading.Channels;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>A line on which the test answers each request by hand, and so decides how long it takes.</summary>
sealed class HandTransport(bool numbersRequests) : IModbusTransport
{
    readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();
    int _inside;

    public bool NumbersRequests { get; } = numbersRequests;

    public TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The request that has the line.</summary>
    public async Task<Asked> NextAsync() => await _asked.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Nobody has the line, as far as can be seen now.</summary>
    public bool IsIdle => _asked.Reader.Count == 0;

    public async ValueTask<int> ExchangeAsync(
        byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Assert.Equal(1, Interlocked.Increment(ref _inside));
        var asked = new Asked(unit, request.Span[2], timeout);
        await _asked.Writer.WriteAsync(asked, cancellationToken);
        try
        {
            var answer = await asked.Answer.Task.WaitAsync(cancellationToken);
            answer.CopyTo(response);
            return answer.Length;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <param name="Address">The low byte of the address.</param>
    public sealed record Asked(byte Unit, byte Address, TimeSpan? Timeout)
    {
        public TaskCompletionSource<byte[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>One holding register with the unit as its value.</summary>
        public void Reply() => Answer.SetResult([3, 2, 0, Unit]);

        public void Refuse(ModbusExceptionCode code) => Answer.SetResult([0x83, (byte)code]);

        public void StaySilent() => Answer.SetException(new ModbusTransportException(ModbusTransportFailure.TimedOut, $"No answer from Modbus unit {Unit}."));
    }
}

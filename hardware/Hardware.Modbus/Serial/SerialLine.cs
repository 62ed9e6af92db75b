using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Modbus.Lines;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>An open serial device, which nobody else has open: raw bytes, never blocking.</summary>
sealed class SerialLine : ILine
{
    readonly SafeFileHandle _file;
    readonly Readiness _readiness;
    readonly SerialOptions _options;

    SerialLine(SafeFileHandle file, SerialOptions options)
    {
        (_file, _options) = (file, options);
        _readiness = new(file, options.Device);
    }

    public TimeSpan FrameSilence => _options.FrameSilence;

    /// <exception cref="ModbusTransportException">The device cannot be used; the message says what to do.</exception>
    public static SerialLine Open(SerialOptions options)
    {
        var file = Native.Open(options.Device, Native.ReadWrite | Native.NoControllingTerminal | Native.NonBlocking | Native.CloseOnExec);
        try
        {
            SerialSetup.Require(!file.IsInvalid, options, SerialStep.Open);
            SerialSetup.Apply(file, options);
            return new(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Native.Read(_file, target.Span, (nuint)target.Length);
            if (count > 0)
            {
                return (int)count;
            }

            await RetryAsync(count, _readiness.ReadableAsync, cancellationToken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Native.Write(_file, bytes.Span, (nuint)bytes.Length);
            if (count > 0)
            {
                bytes = bytes[(int)count..];
            }
            else
            {
                await RetryAsync(count, _readiness.WritableAsync, cancellationToken);
            }
        }
    }

    public int Discard()
    {
        Span<byte> waste = stackalloc byte[256];
        for (var total = 0; ;)
        {
            var count = Native.Read(_file, waste, (nuint)waste.Length);
            if (count <= 0)
            {
                return total;
            }

            total += (int)count;
        }
    }

    public TimeSpan TimeOf(int bytes) => _options.TimeOf(bytes);

    public void Dispose()
    {
        _readiness.Dispose();
        _file.Dispose();
    }

    /// <summary>After a read or write that moved nothing: waits, or says that the device is gone.</summary>
    static async ValueTask RetryAsync(nint result, Func<CancellationToken, Task> ready, CancellationToken cancellationToken)
    {
        var error = Marshal.GetLastPInvokeError();
        if (result == 0)
        {
            throw new EndOfStreamException("the device was unplugged or hung up");
        }

        if (error == Native.TryAgain)
        {
            await ready(cancellationToken);
        }
        else if (error != Native.Interrupted)
        {
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} (was the device unplugged?)");
        }
    }
}

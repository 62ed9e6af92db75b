using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Modbus.Serial;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>What a serial device can refuse, and what it does to those who wait.</summary>
public sealed class SerialLineTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/dev/ttyNowhere", "there is no such device")]
    [InlineData("/dev/null", "it is no serial device")]
    public async Task What_cannot_be_opened_is_said_with_what_to_do(string device, string said)
    {
        await using var master = new ModbusMaster(new ModbusSerialTransport(new() { Device = device }));
        var e = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
        Assert.Equal(ModbusTransportFailure.Unreachable, e.Failure);
        Assert.Contains(device, e.Message, StringComparison.Ordinal);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        var again = await Assert.ThrowsAsync<ModbusTransportException>(() => master.ReadHoldingRegistersAsync(1, 0, 1, Cancel));
        Assert.Contains("the next attempt is in", again.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Native.AccessDenied, "dialout")]
    [InlineData(Native.Busy, "One line has one owner")]
    [InlineData(Native.NoDevice, "by-id")]
    public void An_error_of_the_system_is_said_with_what_to_do(int error, string said)
    {
        Marshal.SetLastPInvokeError(error);
        var e = Assert.Throws<ModbusTransportException>(() => SerialSetup.Require(done: false, new() { Device = "/dev/ttyUSB0" }, SerialStep.Open));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_has_one_owner()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        var options = new SerialOptions { Device = cable.Left };
        using (SerialLine.Open(options))
        {
            var e = Assert.Throws<ModbusTransportException>(() => SerialLine.Open(options));
            Assert.Contains("another program has it open", e.Message, StringComparison.Ordinal);
        }

        SerialLine.Open(options).Dispose();
    }

    [Fact]
    public async Task A_driver_that_cannot_switch_RS485_is_said_so()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        var e = Assert.Throws<ModbusTransportException>(() => SerialLine.Open(new() { Device = cable.Left, Rs485 = new() }));
        Assert.Contains("does not switch RS-485", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9600, SerialParity.None, 1)]
    [InlineData(250_000, SerialParity.Even, 1)]
    [InlineData(19200, SerialParity.Odd, 2)]
    public async Task Any_rate_goes(int baud, SerialParity parity, int stopBits)
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        await using var server = ModbusSerialServer.Start(new() { Device = cable.Left, Baud = baud, Parity = parity, StopBits = stopBits }, Units());
        await using var master = new ModbusMaster(
            new ModbusSerialTransport(new() { Device = cable.Right, Baud = baud, Parity = parity, StopBits = stopBits, ResponseTimeout = TimeSpan.FromSeconds(20) }));
        Assert.Equal([5], await master.ReadHoldingRegistersAsync(1, 5, 1, Cancel));
    }

    [Fact]
    public void Settings_become_the_bits_of_termios()
    {
        var even = default(Termios2).With(new() { Device = "", Baud = 31250, Parity = SerialParity.Even });
        Assert.Equal(Termios2.Local | Termios2.Receive | Termios2.OtherRate | Termios2.Size8 | Termios2.Parity, even.Control);
        Assert.Equal(Termios2.IgnoreBreak | Termios2.CheckParity | Termios2.IgnoreParityErrors, even.Input);
        Assert.Equal((31250u, 31250u, 0u, 0u, 1, 0), (even.InputSpeed, even.OutputSpeed, even.Output, even.Mode, even.ReadAtLeast, even.ReadTime));
        var odd = default(Termios2).With(new() { Device = "", DataBits = 7, Parity = SerialParity.Odd, StopBits = 2 });
        Assert.Equal(Termios2.Local | Termios2.Receive | Termios2.OtherRate | Termios2.Size7 | Termios2.Parity | Termios2.Odd | Termios2.TwoStopBits, odd.Control);
        Assert.Equal(
            SerialRs485.Enabled | SerialRs485.RtsOnSend | SerialRs485.ReceiveDuringSend,
            SerialRs485.Of(new() { ReceiveDuringSend = true, DelayAfterSendMs = 3 }).Flags);
    }

    [Theory]
    [InlineData(9600, SerialParity.None, 1, 3.6458)]
    [InlineData(19200, SerialParity.Even, 1, 2.0052)]
    [InlineData(38400, SerialParity.None, 1, 1.75)]
    public void A_frame_ends_with_three_and_a_half_bytes_of_silence(int baud, SerialParity parity, int stopBits, double milliseconds)
    {
        var options = new SerialOptions { Device = "/dev/ttyS1", Baud = baud, Parity = parity, StopBits = stopBits };
        Assert.Equal(milliseconds, options.FrameSilence.TotalMilliseconds, 0.001);
        Assert.Equal($"/dev/ttyS1 ({baud} 8{parity.ToString()[0]}{stopBits})", options.ToString());
    }

    [Fact]
    public async Task Who_waits_for_bytes_can_give_up_and_the_line_goes_on()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        using var line = SerialLine.Open(new() { Device = cable.Left });
        using var other = SerialLine.Open(new() { Device = cable.Right });
        var buffer = new byte[8];
        for (var i = 0; i < 3; i++)
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var reading = line.ReadAsync(buffer, giveUp.Token).AsTask();
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }

        var last = line.ReadAsync(buffer, Cancel).AsTask();
        await other.WriteAsync(new byte[] { 42 }, Cancel);
        Assert.Equal(1, await last);
        Assert.Equal(42, buffer[0]);
    }

    [Fact]
    public async Task A_device_that_is_unplugged_ends_the_wait_and_is_opened_anew_when_it_is_back()
    {
        var cable = await SerialCable.OpenAsync(Cancel);
        using var line = SerialLine.Open(new() { Device = cable.Left });
        var reading = line.ReadAsync(new byte[8], Cancel).AsTask();
        cable.Dispose();
        await Assert.ThrowsAnyAsync<IOException>(() => reading);
        await Assert.ThrowsAnyAsync<IOException>(() => line.WriteAsync(new byte[] { 1 }, Cancel).AsTask());
    }

    [Fact]
    public async Task More_than_the_kernel_takes_at_once_is_written_whole()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        using var line = SerialLine.Open(new() { Device = cable.Left });
        using var other = SerialLine.Open(new() { Device = cable.Right });
        var bytes = new byte[200_000];
        new Random(5).NextBytes(bytes);
        var writing = line.WriteAsync(bytes, Cancel).AsTask();
        var received = new byte[bytes.Length];
        for (var filled = 0; filled < received.Length;)
        {
            filled += await other.ReadAsync(received.AsMemory(filled), Cancel);
        }

        await writing;
        Assert.Equal(bytes, received);
    }

    [Fact]
    public async Task An_adapter_that_hears_itself_is_borne_if_it_is_said()
    {
        using var cable = await SerialCable.OpenAsync(Cancel, echo: true);
        await using var server = ModbusSerialServer.Start(new() { Device = cable.Right }, Units());
        await using var master = new ModbusMaster(new ModbusSerialTransport(new() { Device = cable.Left, Echo = true, ResponseTimeout = TimeSpan.FromSeconds(20) }));
        await master.WriteSingleRegisterAsync(1, 7, 77, Cancel);
        Assert.Equal([77], await master.ReadHoldingRegistersAsync(1, 7, 1, Cancel));
    }

    [Fact]
    public async Task A_broadcast_reaches_all_and_is_not_answered()
    {
        using var cable = await SerialCable.OpenAsync(Cancel);
        await using var server = ModbusSerialServer.Start(new() { Device = cable.Right }, new Dictionary<byte, IModbusUnit> { [1] = new ArrayUnit(), [2] = new ArrayUnit() });
        await using var master = new ModbusMaster(new ModbusSerialTransport(new() { Device = cable.Left, ResponseTimeout = TimeSpan.FromSeconds(20) }));
        await master.WriteSingleRegisterAsync(0, 7, 77, Cancel);
        Assert.Equal([77], await master.ReadHoldingRegistersAsync(1, 7, 1, Cancel));
        Assert.Equal([77], await master.ReadHoldingRegistersAsync(2, 7, 1, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => master.ReadHoldingRegistersAsync(0, 7, 1, Cancel));
    }

    static Dictionary<byte, IModbusUnit> Units() => new() { [1] = new ArrayUnit() };
}

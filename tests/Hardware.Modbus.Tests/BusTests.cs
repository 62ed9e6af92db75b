namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>One owner a bus: who has it next, and what a unit costs the others. Time is the test's.</summary>
public sealed class BusTests
{
    readonly ManualTime _time = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Units_take_turns_and_each_keeps_its_order()
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, null, _time);
        var first = Read(master, 1, 0);
        var asked = await line.NextAsync();
        Task[] others = [Read(master, 1, 1), Read(master, 1, 2), Read(master, 2, 1), Read(master, 2, 2), Read(master, 3, 1)];
        asked.Reply();
        var order = new List<(byte, byte)>();
        for (var i = 0; i < others.Length; i++)
        {
            asked = await line.NextAsync();
            order.Add((asked.Unit, asked.Address));
            asked.Reply();
        }

        await Task.WhenAll([first, .. others]);
        Assert.Equal([(2, 1), (3, 1), (1, 1), (2, 2), (1, 2)], order);
    }

    [Fact]
    public async Task A_unit_has_its_gap_and_the_others_go_on_meanwhile()
    {
        var line = new HandTransport(numbersRequests: true);
        var units = new Dictionary<byte, ModbusUnitOptions> { [1] = new() { Gap = TimeSpan.FromMilliseconds(100), ResponseTimeout = TimeSpan.FromSeconds(3) } };
        await using var master = new ModbusMaster(line, new() { Units = units }, _time);
        Task[] reads = [Read(master, 1, 0), Read(master, 1, 1), Read(master, 2, 0), Read(master, 2, 1)];
        var first = await line.NextAsync();
        Assert.Equal(TimeSpan.FromSeconds(3), first.Timeout);
        first.Reply();
        Assert.Equal(2, await ReplyAsync(line));
        Assert.Equal(2, await ReplyAsync(line));
        await reads[3];
        _time.Advance(99);
        Assert.False(reads[1].IsCompleted);
        Assert.True(line.IsIdle);
        _time.Advance(1);
        Assert.Equal(1, await ReplyAsync(line));
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task Between_two_units_there_is_the_lines_pause_and_the_same_unit_may_go_on()
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, new() { UnitPause = TimeSpan.FromMilliseconds(50) }, _time);
        var same = Enumerable.Range(0, 9).Select(i => Read(master, 1, (byte)i)).ToList();
        var other = Read(master, 2, 0);
        for (var i = 0; i < Bus.BusOrder.LongestRow; i++)
        {
            Assert.Equal(1, await ReplyAsync(line));
        }

        await same[7];
        _time.Advance(49);
        Assert.True(line.IsIdle);
        _time.Advance(1);
        Assert.Equal(2, await ReplyAsync(line));
        await other;
        _time.Advance(50);
        Assert.Equal(1, await ReplyAsync(line));
        await Task.WhenAll(same);
    }

    [Fact]
    public async Task Where_answers_carry_no_number_a_silent_unit_is_left_alone_until_its_answer_can_no_longer_come()
    {
        var line = new HandTransport(numbersRequests: false);
        await using var master = new ModbusMaster(line, null, _time);
        var silent = Read(master, 1, 0);
        (await line.NextAsync()).StaySilent();
        var other = Read(master, 2, 0);
        Assert.Equal(2, await ReplyAsync(line));
        await other;
        _time.Advance(999);
        Assert.True(line.IsIdle);
        _time.Advance(1);
        Assert.Equal(1, await ReplyAsync(line));
        await silent;
    }

    [Fact]
    public async Task A_dead_unit_is_asked_less_and_less_and_those_who_wait_for_it_hear_so_at_once()
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, new() { LongestRest = TimeSpan.FromSeconds(3) }, _time);
        for (var request = 0; request < 2; request++)
        {
            var read = Read(master, 5, 0);
            (await line.NextAsync()).StaySilent();
            var second = await line.NextAsync();
            var waiting = request == 0 ? null : Read(master, 5, 9);
            second.StaySilent();
            await FailsAsync(read, ModbusTransportFailure.TimedOut);
            if (waiting is not null)
            {
                Assert.Contains("silent 2 times in a row and is asked again in 1.0 s", await FailsAsync(waiting, ModbusTransportFailure.Resting), StringComparison.Ordinal);
            }
        }

        foreach (var rest in (int[])[1000, 2000, 3000, 3000])
        {
            _time.Advance(rest - 1);
            await FailsAsync(Read(master, 5, 0), ModbusTransportFailure.Resting);
            Assert.True(line.IsIdle);
            _time.Advance(1);
            var probe = Read(master, 5, 0);
            (await line.NextAsync()).StaySilent();
            await FailsAsync(probe, ModbusTransportFailure.TimedOut);
        }

        _time.Advance(3000);
        var back = Read(master, 5, 0);
        Assert.Equal(5, await ReplyAsync(line));
        await back;
        var after = Read(master, 5, 0);
        (await line.NextAsync()).StaySilent();
        Assert.Equal(5, await ReplyAsync(line));
        await after;
    }

    [Theory]
    [InlineData(ModbusExceptionCode.GatewayTargetFailedToRespond, true)]
    [InlineData(ModbusExceptionCode.GatewayPathUnavailable, true)]
    [InlineData(ModbusExceptionCode.IllegalDataAddress, false)]
    public async Task What_a_gateway_says_of_a_unit_counts_as_its_silence(ModbusExceptionCode code, bool rests)
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, null, _time);
        for (var i = 0; i < 2; i++)
        {
            var read = Read(master, 5, 0);
            (await line.NextAsync()).Refuse(code);
            Assert.Equal(code, (await Assert.ThrowsAsync<ModbusException>(() => read)).Code);
        }

        var third = Read(master, 5, 0);
        if (rests)
        {
            await FailsAsync(third, ModbusTransportFailure.Resting);
        }
        else
        {
            Assert.Equal(5, await ReplyAsync(line));
            await third;
        }
    }

    [Fact]
    public async Task A_busy_unit_is_asked_again_after_pauses_that_grow_and_the_bus_is_others_meanwhile()
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, new() { BusyPause = TimeSpan.FromMilliseconds(100) }, _time);
        var busy = Read(master, 1, 0);
        foreach (var pause in (int[])[100, 200, 400])
        {
            (await line.NextAsync()).Refuse(ModbusExceptionCode.ServerDeviceBusy);
            var other = Read(master, 2, 0);
            Assert.Equal(2, await ReplyAsync(line));
            await other;
            _time.Advance(pause - 1);
            Assert.True(line.IsIdle);
            _time.Advance(1);
        }

        (await line.NextAsync()).Refuse(ModbusExceptionCode.ServerDeviceBusy);
        Assert.Equal(ModbusExceptionCode.ServerDeviceBusy, (await Assert.ThrowsAsync<ModbusException>(() => busy)).Code);
    }

    [Theory]
    [InlineData(ModbusExceptionCode.ServerDeviceBusy, true)]
    [InlineData(ModbusExceptionCode.Acknowledge, false)]
    public async Task A_write_that_was_begun_is_not_sent_again(ModbusExceptionCode code, bool again)
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, new() { BusyPause = TimeSpan.Zero }, _time);
        var write = master.WriteSingleRegisterAsync(1, 4, 7, Cancel);
        (await line.NextAsync()).Answer.SetResult([0x86, (byte)code]);
        if (again)
        {
            (await line.NextAsync()).Answer.SetResult([6, 0, 4, 0, 7]);
            await write;
        }
        else
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<ModbusException>(() => write)).Code);
        }
    }

    [Fact]
    public async Task Who_gives_up_waiting_costs_no_turn()
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, null, _time);
        var first = Read(master, 1, 0);
        var asked = await line.NextAsync();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var given = master.ReadHoldingRegistersAsync(2, 0, 1, giveUp.Token);
        var last = Read(master, 3, 0);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        asked.Reply();
        Assert.Equal(3, await ReplyAsync(line));
        await Task.WhenAll(first, last);
    }

    [Fact]
    public async Task A_dead_unit_rests_too_if_those_who_ask_give_up_before_the_last_try()
    {
        var line = new HandTransport(numbersRequests: true);
        await using var master = new ModbusMaster(line, null, _time);
        for (var i = 0; i < 2; i++)
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var read = master.ReadHoldingRegistersAsync(5, 0, 1, giveUp.Token);
            (await line.NextAsync()).StaySilent();
            await line.NextAsync();
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        }

        await FailsAsync(Read(master, 5, 0), ModbusTransportFailure.Resting);
    }

    [Fact]
    public async Task With_the_bus_disposed_nobody_waits_for_ever()
    {
        var line = new HandTransport(numbersRequests: true);
        var master = new ModbusMaster(line, null, _time);
        var first = Read(master, 1, 0);
        var asked = await line.NextAsync();
        var waiting = Read(master, 1, 1);
        await master.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        asked.Reply();
        await first;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Read(master, 1, 1));
    }

    static Task<ushort[]> Read(ModbusMaster master, byte unit, byte address) => master.ReadHoldingRegistersAsync(unit, address, 1, Cancel);

    static async Task<byte> ReplyAsync(HandTransport line)
    {
        var asked = await line.NextAsync();
        asked.Reply();
        return asked.Unit;
    }

    static async Task<string> FailsAsync(Task read, ModbusTransportFailure failure)
    {
        var e = await Assert.ThrowsAsync<ModbusTransportException>(() => read);
        Assert.Equal(failure, e.Failure);
        return e.Message;
    }
}

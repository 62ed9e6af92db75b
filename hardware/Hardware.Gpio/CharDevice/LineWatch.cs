using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Gpio.Uapi;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Gpio.CharDevice;

/// <summary>One thread that waits for the changes of all watched lines. It starts with the first and ends with the driver.</summary>
sealed class LineWatch(object sender) : IDisposable
{
    const int EventsAtOnce = 16;

    readonly Lock _lock = new();
    readonly SafeFileHandle _wake = Libc.NewEvent();
    readonly List<GpioLine> _lines = [];
    Thread? _thread;
    bool _ended;

    public void Add(GpioLine line)
    {
        lock (_lock)
        {
            if (_lines.Contains(line))
            {
                return;
            }

            _lines.Add(line);
            if (_thread is null)
            {
                _thread = new(Run) { IsBackground = true, Name = "GPIO" };
                _thread.Start();
            }
        }

        Wake();
    }

    public void Remove(GpioLine line)
    {
        lock (_lock)
        {
            _lines.Remove(line);
        }

        Wake();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
        }

        Wake();
        if (_thread != Thread.CurrentThread)
        {
            _thread?.Join();
        }

        _wake.Dispose();
    }

    void Wake()
    {
        Span<byte> one = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(one, 1);
        Libc.Write(_wake, one, (nuint)one.Length);
    }

    void Run()
    {
        while (true)
        {
            GpioLine[] lines;
            lock (_lock)
            {
                if (_ended)
                {
                    return;
                }

                lines = [.. _lines];
            }

            Wait(lines);
        }
    }

    /// <summary>Files are held open while the kernel waits on them, so that a number is not another file meanwhile.</summary>
    void Wait(GpioLine[] lines)
    {
        SafeFileHandle[] files = [_wake, .. lines.Select(line => line.File)];
        var waiting = new Libc.PollFile[files.Length];
        var held = 0;
        try
        {
            for (; held < files.Length; held++)
            {
                var added = false;
                files[held].DangerousAddRef(ref added);
                waiting[held] = new() { File = (int)files[held].DangerousGetHandle(), Events = Libc.PollIn };
            }

            if (Libc.Poll(waiting, (nuint)waiting.Length, timeoutMilliseconds: -1) < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                throw new IOException($"The lines cannot be waited for: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
            }

            if (waiting[0].Happened != 0)
            {
                Libc.Read(_wake, stackalloc byte[8], 8);
            }

            for (var i = 0; i < lines.Length; i++)
            {
                Take(lines[i], waiting[i + 1].Happened);
            }
        }
        catch (ObjectDisposedException)
        {
            // A line was closed just now: the next round is without it.
        }
        finally
        {
            for (var i = 0; i < held; i++)
            {
                files[i].DangerousRelease();
            }
        }
    }

    void Take(GpioLine line, short happened)
    {
        if ((happened & Libc.PollIn) == 0)
        {
            if (happened != 0)
            {
                // The chip is gone: nothing will come of this line any more.
                Remove(line);
            }

            return;
        }

        Span<LineEvent> events = stackalloc LineEvent[EventsAtOnce];
        var read = (int)Libc.Read(line.File, MemoryMarshal.AsBytes(events), (nuint)MemoryMarshal.AsBytes(events).Length);
        if (read <= 0)
        {
            Remove(line);
            return;
        }

        foreach (var change in events[..(read / MemoryMarshal.AsBytes(events[..1]).Length)])
        {
            line.Tell(sender, change.Id == LineEventId.Rising ? PinEventTypes.Rising : PinEventTypes.Falling);
        }
    }
}

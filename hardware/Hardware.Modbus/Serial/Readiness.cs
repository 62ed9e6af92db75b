using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>
/// Says when a file can be read or written. .NET's own event loop takes sockets only, so one thread waits in poll(2): for the file while
/// somebody wants it, and for an event file by which it is woken. It ends with <see cref="Dispose"/>, whatever the device does.
/// </summary>
sealed class Readiness : IDisposable
{
    readonly SafeFileHandle _file;
    readonly SafeFileHandle _wake;
    readonly Thread _thread;
    readonly Lock _gate = new();
    TaskCompletionSource? _readable;
    TaskCompletionSource? _writable;
    bool _stop;

    /// <param name="file">Stays the caller's, to be closed after this is disposed.</param>
    public Readiness(SafeFileHandle file, string name)
    {
        _file = file;
        _wake = Native.EventFile(0, Native.NonBlocking | Native.CloseOnExec);
        if (_wake.IsInvalid)
        {
            throw new IOException($"No event file: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        // The default of a stack is megabytes, and this needs none of it.
        _thread = new(Run, maxStackSize: 128 * 1024) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public Task ReadableAsync(CancellationToken cancellationToken) => WaitAsync(ref _readable, cancellationToken);

    public Task WritableAsync(CancellationToken cancellationToken) => WaitAsync(ref _writable, cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            _stop = true;
        }

        Wake();
        _thread.Join();
        _wake.Dispose();
    }

    Task WaitAsync(ref TaskCompletionSource? waiting, CancellationToken cancellationToken)
    {
        Task task;
        lock (_gate)
        {
            waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            task = waiting.Task;
        }

        Wake();
        return task.WaitAsync(cancellationToken);
    }

    void Wake()
    {
        // Fails only when the counter is full, and then the thread wakes anyway.
        Native.Write(_wake, [1, 0, 0, 0, 0, 0, 0, 0], sizeof(ulong));
    }

    void Run()
    {
        Span<Native.PollFile> files = stackalloc Native.PollFile[2];
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        while (true)
        {
            short wanted;
            lock (_gate)
            {
                if (_stop)
                {
                    return;
                }

                wanted = (short)((_readable is null ? 0 : Native.PollIn) | (_writable is null ? 0 : Native.PollOut));
            }

            // A device that is gone is always "ready": unless somebody waits for it, it must not be looked at.
            files[0] = new() { File = (int)_wake.DangerousGetHandle(), Wanted = Native.PollIn };
            files[1] = new() { File = wanted == 0 ? -1 : (int)_file.DangerousGetHandle(), Wanted = wanted };
            if (Native.Poll(files, 2, -1) < 0)
            {
                continue;
            }

            if (files[0].Happened != 0)
            {
                Native.Read(_wake, counter, sizeof(ulong));
            }

            Tell(files[1].Happened);
        }
    }

    void Tell(short happened)
    {
        TaskCompletionSource? readable = null, writable = null;
        lock (_gate)
        {
            if ((happened & ~Native.PollOut) != 0)
            {
                (readable, _readable) = (_readable, null);
            }

            if ((happened & ~Native.PollIn) != 0)
            {
                (writable, _writable) = (_writable, null);
            }
        }

        readable?.SetResult();
        writable?.SetResult();
    }
}

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>
/// A TPM 2.0's commands, typed. Safe for many threads: one lock lets one command through at a time. Commands that the TPM wants again
/// (busy, self-test) are sent again; a TPM that was reset and not started is started.
/// Errors of all commands: <see cref="TpmException"/> when the TPM refuses, <see cref="IOException"/> when it cannot be reached.
/// </summary>
public sealed partial class Tpm2(Tpm2Device device, TimeProvider? time = null) : IDisposable
{
    const int NoSessions = 0x8001;
    const int Sessions = 0x8002;
    const int Attempts = 50;
    const int HeaderSize = 10;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    readonly SemaphoreSlim _lock = new(1, 1);
    readonly TimeProvider _time = time ?? TimeProvider.System;

    public string Address => device.Address;

    public void Dispose()
    {
        device.Dispose();
        _lock.Dispose();
    }

    /// <summary>Sends a command; gives the response's handle, if it has one, and its parameters.</summary>
    async Task<TpmResponse> ExecuteAsync(TpmCommand command, CancellationToken cancellationToken)
    {
        var bytes = command.ToArray();
        await _lock.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var response = await device.DispatchAsync(bytes, cancellationToken);
                var code = Code(response, command.Name);
                switch (TpmRcText.Base(code))
                {
                    case TpmRc.Success:
                        return TpmResponse.Parse(response, command.ReturnsHandle);
                    case TpmRc.Retry or TpmRc.Yielded or TpmRc.Testing when attempt < Attempts:
                        await Task.Delay(Pause, _time, cancellationToken);
                        break;
                    case TpmRc.Initialize when attempt == 1 && command.Code != StartupCode:
                        await device.DispatchAsync(StartupCommand().ToArray(), cancellationToken);
                        break;
                    default:
                        throw new TpmException(command.Name, code);
                }
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    static int Code(byte[] response, string command)
    {
        if (response.Length < HeaderSize)
        {
            throw new IOException($"The TPM answered {command} with {response.Length} bytes; a response has at least {HeaderSize}.");
        }

        var reader = new TpmReader(response);
        reader.U16();
        reader.U32();
        return (int)reader.U32();
    }

    /// <summary>Who allows the use of a handle: an empty password, or a policy session.</summary>
    readonly record struct Auth(uint Session)
    {
        public static Auth Empty => new(TpmHandle.Password);
    }

    /// <param name="Code">TPM_CC.</param>
    /// <param name="Name">For error messages.</param>
    /// <param name="Handles">The handle area.</param>
    /// <param name="Auths">One for each of the first handles.</param>
    /// <param name="Parameters">The parameter area.</param>
    /// <param name="ReturnsHandle">Whether the response starts with a handle.</param>
    sealed record TpmCommand(uint Code, string Name, uint[] Handles, Auth[] Auths, byte[] Parameters, bool ReturnsHandle = false)
    {
        const byte ContinueSession = 0x01;

        public byte[] ToArray()
        {
            var body = new TpmWriter();
            foreach (var handle in Handles)
            {
                body.U32(handle);
            }

            if (Auths.Length > 0)
            {
                var area = new TpmWriter();
                foreach (var auth in Auths)
                {
                    area.U32(auth.Session).U16(0).U8(ContinueSession).U16(0);
                }

                body.U32((uint)area.Length).Raw(area.ToArray());
            }

            body.Raw(Parameters);
            return new TpmWriter().U16(Auths.Length > 0 ? Sessions : NoSessions).U32((uint)(HeaderSize + body.Length)).U32(Code)
                .Raw(body.ToArray()).ToArray();
        }
    }

    sealed record TpmResponse(uint Handle, byte[] Parameters)
    {
        public TpmReader Reader => new(Parameters);

        public static TpmResponse Parse(ReadOnlySpan<byte> bytes, bool hasHandle)
        {
            var header = new TpmReader(bytes);
            var hasSessions = header.U16() == Sessions;
            var reader = new TpmReader(bytes[HeaderSize..]);
            var handle = hasHandle ? reader.U32() : 0;
            var offset = HeaderSize + (hasHandle ? 4 : 0);
            return hasSessions
                ? new(handle, reader.Take((int)reader.U32()).ToArray())
                : new(handle, bytes[offset..].ToArray());
        }
    }
}

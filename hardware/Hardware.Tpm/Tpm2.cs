namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>
/// A TPM 2.0's commands, typed. Safe for many threads: one lock lets one command through at a time. Commands that the TPM wants again
/// (busy, self-test, memory resting) are sent again a bounded number of times; a TPM that was reset and not started is started; slots that
/// a killed program left taken are freed.
/// Errors of all commands: <see cref="TpmException"/> when the TPM refuses, <see cref="IOException"/> when it cannot be reached.
/// </summary>
public sealed partial class Tpm2(Tpm2Device device, TimeProvider? time = null) : IDisposable
{
    const int NoSessions = 0x8001;
    const int Sessions = 0x8002;
    const int HeaderSize = 10;

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
        var retries = new TpmRetries(_time);
        await _lock.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var response = await device.DispatchAsync(bytes, cancellationToken);
                var code = Code(response, command.Name);
                if (code == (int)TpmRc.Success)
                {
                    return TpmResponse.Parse(response, command.ReturnsHandle);
                }

                if (!await MayTryAgainAsync(command, TpmRcText.Base(code), retries, cancellationToken))
                {
                    throw new TpmException(command.Name, code);
                }
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Does what can be done about a refusal; false if it stands.</summary>
    async Task<bool> MayTryAgainAsync(TpmCommand command, TpmRc rc, TpmRetries retries, CancellationToken cancellationToken)
    {
        switch (rc)
        {
            case TpmRc.Retry or TpmRc.Yielded or TpmRc.Testing or TpmRc.NvRate or TpmRc.NvUnavailable:
                return await retries.WaitAsync(cancellationToken);
            case TpmRc.Initialize when command.Code != StartupCode && retries.FirstTime(rc):
                // It was reset and nobody has started it since; that it was started meanwhile is no failure.
                await device.DispatchAsync(StartupCommand().ToArray(), cancellationToken);
                return true;
            case TpmRc.NeedsTest when retries.FirstTime(rc):
                await device.DispatchAsync(SelfTestCommand().ToArray(), cancellationToken);
                return true;
            case TpmRc.ObjectMemory or TpmRc.ObjectHandles when !device.HasResourceManager && retries.FirstTime(rc):
                return await FlushLeftoversAsync(TransientKeys, cancellationToken);
            case TpmRc.SessionMemory or TpmRc.SessionHandles when !device.HasResourceManager && retries.FirstTime(rc):
                return await FlushLeftoversAsync(LoadedSessions, cancellationToken);
            default:
                return false;
        }
    }

    /// <summary>Frees what a program left that was killed between two commands. Behind a resource manager that is done with its connection.</summary>
    /// <returns>Whether there was something.</returns>
    async Task<bool> FlushLeftoversAsync(uint first, CancellationToken cancellationToken)
    {
        var command = CapabilityCommand(CapabilityHandles, first, 64);
        var response = await device.DispatchAsync(command.ToArray(), cancellationToken);
        if (Code(response, command.Name) != (int)TpmRc.Success)
        {
            return false;
        }

        var handles = ReadHandles(TpmResponse.Parse(response, hasHandle: false));
        foreach (var handle in handles)
        {
            await device.DispatchAsync(FlushCommand(handle).ToArray(), cancellationToken);
        }

        return handles.Length > 0;
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

    /// <summary>Who allows the use of a handle: a password, mostly the empty one, or a policy session.</summary>
    readonly record struct Auth(uint Session, ReadOnlyMemory<byte> Password = default)
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
                    area.U32(auth.Session).U16(0).U8(ContinueSession).Sized(auth.Password.Span);
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

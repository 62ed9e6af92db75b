namespace Grpc.Core;

/// <summary>A way to a server, over which clients call.</summary>
public abstract class ChannelBase
{
    /// <param name="target">Where the channel leads to.</param>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>Where the channel leads to.</summary>
    public string Target { get; }

    /// <summary>An invoker for calls over this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Closes the channel when its calls have ended.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>What closing means for this kind of channel; nothing by default.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}

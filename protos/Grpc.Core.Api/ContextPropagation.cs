namespace Grpc.Core;

/// <summary>What of a server call goes on to the calls made while it is handled.</summary>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Deadline and cancellation both.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>The deadline goes on.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>The cancellation goes on.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}

/// <summary>Stands for a server call whose context goes on. Made by a server implementation only.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }
}

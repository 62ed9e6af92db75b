namespace LocalEnergyMarket.Client.Calls;

static class CallHeaders
{
    /// <summary>The id by which a call is found in the backend's log.</summary>
    public const string RequestId = "x-request-id";

    /// <summary>W3C Trace Context, section 3.2.</summary>
    public const string TraceParent = "traceparent";
}

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>How a call can end that brings no answer. The WSDL declares no faults: they are told apart by their texts.</summary>
public enum MastrFault
{
    /// <summary>A fault whose text is not known.</summary>
    Other,

    /// <summary>"Zugriff verweigert": key, actor or right.</summary>
    AccessDenied,

    /// <summary>"Objekt nicht gefunden".</summary>
    NotFound,

    /// <summary>"… die Einheit wurde gelöscht."</summary>
    UnitDeleted,

    /// <summary>"… die Einheit wurde deaktiviert."</summary>
    UnitDeactivated,

    /// <summary>The day's calls are used up.</summary>
    QuotaExhausted,

    /// <summary>Too many at a time: HTTP 429, or a fault that says so.</summary>
    TooManyRequests,

    /// <summary>A page for people instead of an answer.</summary>
    Maintenance,

    /// <summary>Not reached, cut off, too slow, 5xx, or a fault that is known to pass.</summary>
    Unavailable,

    /// <summary>An answer that is no SOAP, cut, or too large.</summary>
    Damaged,

    /// <summary>There is no such service at the address.</summary>
    WrongAddress,
}

/// <summary>A call without an answer.</summary>
public sealed class MastrServiceException : Exception
{
    public MastrServiceException(MastrFault fault, SoapRequest request, string what, Exception? inner = null, TimeSpan? retryAfter = null)
        : base($"{request}: the register's web service {what.TrimEnd('.')}.", inner) => (Fault, RetryAfter) = (fault, retryAfter);

    public MastrFault Fault { get; }

    /// <summary>How long the service asked to wait; null where it asked nothing.</summary>
    public TimeSpan? RetryAfter { get; }
}

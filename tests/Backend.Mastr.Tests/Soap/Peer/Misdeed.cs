namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>What the peer does instead of answering properly.</summary>
public enum Misdeed
{
    None,

    /// <summary>Accepts the call and says nothing.</summary>
    Silence,

    /// <summary>Sends half of its answer and closes the connection.</summary>
    Drop,

    /// <summary>Sends half of its answer and ends it properly.</summary>
    Truncated,

    /// <summary>Says UTF-8 and sends Latin-1.</summary>
    WrongEncoding,

    /// <summary>Raw control characters in a name.</summary>
    ControlCharacters,

    /// <summary>An answer with a document type that defines entities.</summary>
    Doctype,

    Empty,
    Status500,
    Status502,
    Status503,

    /// <summary>HTTP 429 that asks to wait two minutes.</summary>
    Status429,

    /// <summary>HTML with HTTP 503.</summary>
    Maintenance503,

    /// <summary>HTML with HTTP 200.</summary>
    Maintenance200,

    /// <summary>HTTP 302 to another host.</summary>
    Redirect,

    /// <summary>Sample 41.</summary>
    TransientFault,

    /// <summary>Sample 40.</summary>
    AccessDenied,

    /// <summary>Sample 42.</summary>
    NotFound,

    /// <summary>A fault that nobody has seen before.</summary>
    StrangeFault,
    QuotaFault,

    /// <summary>The answer to another question.</summary>
    OtherAnswer,
}

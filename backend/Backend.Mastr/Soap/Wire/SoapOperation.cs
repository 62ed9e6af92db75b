namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>The service's ports: the last part of the path, and the namespace of the wrappers.</summary>
public enum SoapPort
{
    Common,
    Akteur,
    Anlage,
    Netzanschlusspunkt,
}

/// <summary>What an operation wants to know about the caller.</summary>
public enum SoapIdentity
{
    Nothing,
    Key,
    KeyAndActor,
}

/// <summary>An operation of the service.</summary>
/// <param name="Name">As in the WSDL; also the SOAPAction.</param>
/// <param name="Port">Where it is served.</param>
/// <param name="Identity">What goes before the parameters.</param>
/// <param name="Parameters">Their names in the schema's order, which the service insists on; a name may be given several times where the schema repeats it.</param>
/// <param name="Rows">The element that an answer repeats for each row of a list; null for the answers that are one object.</param>
public sealed record SoapOperation(string Name, SoapPort Port, SoapIdentity Identity, IReadOnlyList<string> Parameters, string? Rows)
{
    /// <summary>The namespace of the request's and the answer's wrapper.</summary>
    public string Namespace => $"{SoapNames.Model}/{Port}";

    public override string ToString() => Name;
}

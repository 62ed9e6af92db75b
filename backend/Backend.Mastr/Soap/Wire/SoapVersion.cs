namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Which SOAP is spoken; the register's service offers both under paths of their own.</summary>
public enum SoapVersion
{
    /// <summary>SOAP 1.1: <c>text/xml</c>, the operation in the header <c>SOAPAction</c>.</summary>
    Soap11,

    /// <summary>SOAP 1.2: <c>application/soap+xml</c>, the operation as the content type's parameter <c>action</c>.</summary>
    Soap12,
}

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Tells faults apart by what the service writes, which is German and not always spelled right.</summary>
static class SoapFaults
{
    static readonly (string Text, MastrFault Fault)[] Known =
    [
        ("zugriff verweigert", MastrFault.AccessDenied),
        ("objekt nicht gefunden", MastrFault.NotFound),
        ("einheit wurde gelöscht", MastrFault.UnitDeleted),
        ("einheit wurde deaktiviert", MastrFault.UnitDeactivated),
        ("kontingent", MastrFault.QuotaExhausted),
        ("tomanyrequests", MastrFault.TooManyRequests),
        ("toomanyrequests", MastrFault.TooManyRequests),
        ("too many requests", MastrFault.TooManyRequests),

        // (sic) Passes by itself after a while.
        ("fehler bei der emittlung des nutzers", MastrFault.Unavailable),
        ("fehler bei der ermittlung des nutzers", MastrFault.Unavailable),
    ];

    /// <summary>The fault's text, of either SOAP.</summary>
    public static string TextOf(SoapElement fault)
    {
        var text = fault["faultstring"];
        return text.Length > 0 ? text : fault.Child("Reason")?["Text"] ?? "";
    }

    public static MastrFault Classify(string text)
    {
        foreach (var (known, fault) in Known)
        {
            if (text.Contains(known, StringComparison.OrdinalIgnoreCase))
            {
                return fault;
            }
        }

        return MastrFault.Other;
    }
}

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>What the technician reads of a probe, in English or German.</summary>
public static class ProbeTexts
{
    /// <summary>What is wrong with a line, and what to do; empty for <see cref="LineProblem.None"/>.</summary>
    public static string Of(LineProblem problem, bool german) => (problem, german) switch
    {
        (LineProblem.Unreachable, false) => "Nobody can be reached there. Check the address, the port, the cable, and that Modbus is switched on in the device.",
        (LineProblem.Unreachable, true) => "Dort ist niemand erreichbar. Adresse, Port und Kabel prüfen, und ob Modbus im Gerät eingeschaltet ist.",
        (LineProblem.NotModbus, false) => "What answers there is not Modbus (a web server?). Check the port: Modbus TCP is usually 502; a serial server needs --rtu.",
        (LineProblem.NotModbus, true) => "Was dort antwortet, ist kein Modbus (ein Webserver?). Port prüfen: Modbus TCP ist meist 502; ein Seriell-Server braucht --rtu.",
        (LineProblem.HangsUp, false) => "The connection is closed at the first request: it is not Modbus, or the device serves one client at a time and has another. Stop the other, then try again.",
        (LineProblem.HangsUp, true) => "Die Verbindung wird bei der ersten Anfrage getrennt: kein Modbus, oder das Gerät bedient nur einen Teilnehmer und hat schon einen. Den anderen beenden, dann erneut versuchen.",
        (LineProblem.Silent, false) => "Nothing answers. Try other unit ids (--units 1-247); on serial lines check baud rate, parity and whether A and B are exchanged; a gateway may have lost its line.",
        (LineProblem.Silent, true) => "Es antwortet nichts. Andere Geräteadressen versuchen (--units 1-247); seriell Baudrate und Parität prüfen und ob A und B vertauscht sind; ein Gateway kann seine Leitung verloren haben.",
        (LineProblem.NoUnitBehindGateway, false) => "A gateway answers, but none of the units that were asked is behind it. Try others (--units 1-247), and check the line behind the gateway.",
        (LineProblem.NoUnitBehindGateway, true) => "Ein Gateway antwortet, aber keine der gefragten Geräteadressen ist dahinter. Andere versuchen (--units 1-247) und die Leitung hinter dem Gateway prüfen.",
        _ => "",
    };

    public static string Of(Certainty certainty, bool german) => (certainty, german) switch
    {
        (Certainty.Sure, false) => "sure",
        (Certainty.Sure, true) => "sicher",
        (Certainty.Likely, false) => "likely",
        (Certainty.Likely, true) => "wahrscheinlich",
        (_, false) => "possible",
        _ => "möglich",
    };

    /// <summary>One reason, with the number it rests on.</summary>
    public static string Of(ProbeReason reason, bool german)
    {
        var against = reason.Points < 0;
        var text = (reason.Kind, german) switch
        {
            (ReasonKind.Registers, false) => "registers that answer",
            (ReasonKind.Registers, true) => "Register, die antworten",
            (ReasonKind.Frequency, false) => against ? "no frequency of a grid" : "frequency",
            (ReasonKind.Frequency, true) => against ? "keine Netzfrequenz" : "Frequenz",
            (ReasonKind.Voltage, false) => against ? "no voltage of a grid" : "voltage",
            (ReasonKind.Voltage, true) => against ? "keine Netzspannung" : "Spannung",
            (ReasonKind.Energy, false) => against ? "no counter looks like that" : "counters",
            (ReasonKind.Energy, true) => against ? "so sieht kein Zählerstand aus" : "Zählerstände",
            (ReasonKind.Power, false) => against ? "power does not fit voltage and current" : "power fits voltage and current",
            (ReasonKind.Power, true) => against ? "Leistung passt nicht zu Spannung und Strom" : "Leistung passt zu Spannung und Strom",
            (ReasonKind.Counting, false) => against ? "counters jump" : "counters count forward, Wh",
            (ReasonKind.Counting, true) => against ? "Zählerstände springen" : "Zähler zählt vorwärts, Wh",
            (ReasonKind.Identity, false) => against ? "identity registers do not fit" : "identity registers fit",
            (ReasonKind.Identity, true) => against ? "Kennregister passen nicht" : "Kennregister passen",
            (ReasonKind.Vendor, false) => against ? "says that it is another" : "says that it is",
            (ReasonKind.Vendor, true) => against ? "nennt sich anders" : "nennt sich",
            (ReasonKind.SunSpec, false) => "SunSpec, at and with models",
            (ReasonKind.SunSpec, true) => "SunSpec, ab Register und mit Modellen",
            _ => "",
        };
        return reason.Detail.Length == 0 ? text : $"{text}: {reason.Detail}";
    }
}

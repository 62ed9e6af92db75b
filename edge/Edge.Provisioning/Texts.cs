namespace LocalEnergyMarket.Edge.Provisioning;

/// <summary>What the technician reads, in German or English. What a part reports itself stays as it is.</summary>
sealed record Texts(
    string Configuration, string Tpm, string Key, string Endorsement, string Enrolled, string Identity, string Meter, string Backend, string Chain, string Failed,
    string NoEndorsement, string NotEnrolled, string OtherKey, string BadCode,
    string NotOnChain, string RevokedOnChain, string OtherKeyOnChain)
{
    public static Texts English { get; } = new(
        "Configuration", "TPM", "Signing key", "Endorsement certificate", "Enrolled as box", "Identity", "Meter", "Backend", "Chain", "FAILED",
        "the TPM has none of its maker, so it cannot be enrolled",
        "the box is not enrolled: run 'lem-provision enroll --code …'",
        "the key in the TPM is not the one the box was enrolled with: enrol the box again",
        "the code has 20 characters of A-Z and 2-7; spaces and dashes do not matter",
        "the chain does not know the box yet; it will when the backend has registered it",
        "the box was revoked on the chain: the supplier has to register another account",
        "the chain has another key for the box: the supplier has to give it the new one");

    public static Texts German { get; } = new(
        "Konfiguration", "TPM", "Signaturschlüssel", "Endorsement-Zertifikat", "Angemeldet als Box", "Identität", "Zähler", "Backend", "Blockchain", "FEHLER",
        "das TPM hat keines von seinem Hersteller und kann daher nicht angemeldet werden",
        "die Box ist nicht angemeldet: 'lem-provision enroll --code …' ausführen",
        "der Schlüssel im TPM ist nicht der, mit dem die Box angemeldet wurde: Box neu anmelden",
        "der Code hat 20 Zeichen aus A-Z und 2-7; Leerzeichen und Striche spielen keine Rolle",
        "die Blockchain kennt die Box noch nicht; sie wird es, sobald das Backend sie eingetragen hat",
        "die Box ist auf der Blockchain gesperrt: der Versorger muss ein anderes Konto eintragen",
        "die Blockchain hat einen anderen Schlüssel für die Box: der Versorger muss den neuen eintragen");

    public static Texts Of(string language) => language == "de" ? German : English;
}

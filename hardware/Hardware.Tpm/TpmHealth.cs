using System.Globalization;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>How the TPM is, asked just now.</summary>
/// <param name="State">What is wrong, if anything.</param>
/// <param name="Address">Which TPM.</param>
/// <param name="Detail">What the TPM or the system said, in English; empty if nothing is wrong.</param>
/// <param name="Lockout">Its protection against guessing; null if it could not be asked.</param>
public sealed record TpmHealth(TpmState State, string Address, string Detail, TpmLockout? Lockout)
{
    /// <summary>Whether the box can sign. It can while the TPM is locked: its key is not one that the lock guards.</summary>
    public bool CanSign => State is TpmState.Ready or TpmState.LockedOut;

    /// <summary>What is the matter and what to do, one or two sentences for a technician.</summary>
    /// <param name="language"><c>de</c>, or English.</param>
    public string Advice(string language) => language == "de" ? German() : English();

    string English() => State switch
    {
        TpmState.Ready => $"The TPM at {Address} is ready.",
        TpmState.LockedOut => $"The TPM is locked against guessing ({Tries}); the box goes on signing. {Unlocks("One try is forgotten every {0} s", "It does not unlock by itself")}, or the supplier unlocks it with its owner's password.",
        TpmState.Busy => "The TPM is busy for unusually long: wait a minute; if it stays, cut the box's power.",
        TpmState.Absent => $"There is no TPM at {Address}. Check the path, the driver (dtoverlay=tpm-slb9670) and the module's seat; of a software TPM, that it runs.",
        TpmState.NoPermission => $"{Address} may not be opened: the user must be in the group tss.",
        TpmState.NotStarted => "The TPM was reset and does not start: cut the box's power, then switch it on again.",
        TpmState.KeyMissing => "The TPM has no signing key: it was cleared or exchanged. Run 'lem-provision init', then enrol the box with a new code.",
        TpmState.KeyOther => "The TPM's signing key is not the one the box was enrolled with: enrol the box with a new code, or put the right TPM back.",
        _ => $"The TPM does not work ({Detail}): cut the box's power; if it stays, the board has to be exchanged.",
    };

    string German() => State switch
    {
        TpmState.Ready => $"Das TPM an {Address} ist bereit.",
        TpmState.LockedOut => $"Das TPM ist gegen Raten gesperrt ({Tries}); die Box signiert weiter. {Unlocks("Alle {0} s verfällt ein Versuch", "Von selbst entsperrt es sich nicht")}, oder der Versorger entsperrt es mit dem Besitzer-Passwort.",
        TpmState.Busy => "Das TPM ist ungewöhnlich lange beschäftigt: eine Minute warten; bleibt es so, die Box stromlos machen.",
        TpmState.Absent => $"An {Address} ist kein TPM. Pfad, Treiber (dtoverlay=tpm-slb9670) und Sitz des Moduls prüfen; bei einem Software-TPM, ob es läuft.",
        TpmState.NoPermission => $"{Address} darf nicht geöffnet werden: der Benutzer muss in der Gruppe tss sein.",
        TpmState.NotStarted => "Das TPM wurde zurückgesetzt und startet nicht: die Box stromlos machen und wieder einschalten.",
        TpmState.KeyMissing => "Das TPM hat keinen Signaturschlüssel: es wurde gelöscht oder getauscht. 'lem-provision init' ausführen, dann die Box mit einem neuen Code anmelden.",
        TpmState.KeyOther => "Der Signaturschlüssel im TPM ist nicht der, mit dem die Box angemeldet wurde: die Box mit einem neuen Code anmelden oder das richtige TPM einsetzen.",
        _ => $"Das TPM arbeitet nicht ({Detail}): die Box stromlos machen; bleibt es so, muss die Platine getauscht werden.",
    };

    string Tries => string.Create(CultureInfo.InvariantCulture, $"{Lockout?.Tries}/{Lockout?.MaxTries}");

    string Unlocks(string after, string never) =>
        Lockout is { RecoverySeconds: > 0 } lockout ? string.Format(CultureInfo.InvariantCulture, after, lockout.RecoverySeconds) : never;
}

namespace LocalEnergyMarket.Backend.Mastr;

/// <summary>Why the copy of the Marktstammdatenregister refuses something.</summary>
public enum MastrError
{
    /// <summary>The file is no MaStR export, or it is damaged.</summary>
    FileInvalid,

    /// <summary>Another import is running.</summary>
    ImportRunning,
}

/// <summary>Something that the copy of the Marktstammdatenregister cannot do; the message says what, where, and what to do.</summary>
/// <param name="error">Why.</param>
/// <param name="subject">Which file or number it is about; "" if none.</param>
/// <param name="message">For people.</param>
public sealed class MastrException(MastrError error, string subject, string message) : Exception(message)
{
    public MastrError Error => error;

    public string Subject => subject;
}

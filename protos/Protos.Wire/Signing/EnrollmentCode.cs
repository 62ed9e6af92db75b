using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Protos.Wire.Signing;

/// <summary>A one-time code for enrolling a box: 20 characters of A-Z and 2-7 (RFC 4648 base32), 100 bits.</summary>
public readonly record struct EnrollmentCode
{
    /// <summary>Characters of a code.</summary>
    public const int Length = 20;

    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    readonly string? _value;

    EnrollmentCode(string value) => _value = value;

    /// <summary>The normalised code: no spaces or dashes, upper case.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This enrolment code was never set.");

    /// <summary>A fresh code.</summary>
    public static EnrollmentCode Create() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>Reads a code as people write it: spaces and dashes are ignored, lower case is taken as upper case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EnrollmentCode code)
    {
        var value = string.Concat((text ?? "").Where(c => c is not (' ' or '-'))).ToUpperInvariant();
        var valid = value.Length == Length && value.All(c => Alphabet.Contains(c, StringComparison.Ordinal));
        code = valid ? new EnrollmentCode(value) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The text is no code. The message does not repeat it.</exception>
    public static EnrollmentCode Parse(string text) => TryParse(text, out var code)
        ? code
        : throw new FormatException($"An enrolment code has {Length} characters of A-Z and 2-7; spaces and dashes do not count.");

    /// <summary>Does not tell the code, so that it never gets into a log.</summary>
    public override string ToString() => "enrolment code";
}

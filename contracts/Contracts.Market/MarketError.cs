using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>Why the contract refused an action; the numbers are those of the ABI's error_messages and of <c>contract/errors.hpp</c>.</summary>
public enum MarketError
{
    /// <summary>The message is not one of the contract's.</summary>
    None = 0,
    NotConfigured = 1,
    KeepTooShort = 2,
    NoAccount = 3,
    BoxRegisteredAlready = 4,
    BoxNotRegistered = 5,
    BoxRevoked = 6,
    UnitRegisteredAlready = 7,
    EventNotNew = 8,
    NoEvent = 9,
    EventOfOtherBox = 10,
    EventReportedAlready = 11,
    UnknownKind = 12,
    NotATimeslot = 13,
    VersionNotNew = 14,
    SlotPruned = 15,
    NoMarket = 16,
    NothingToPrune = 17,
    UnknownAction = 18,
    DataLength = 19,
    KeyNotR1 = 20,
    KeyNotAlone = 21,
    KeyNotNew = 22,
    OldKeyValid = 23,
    EventOrTimeslot = 24,
    TimeslotNotNew = 25,
    UnitNotRegistered = 26,
    RowLength = 27,
}

public static partial class MarketErrors
{
    /// <summary>Finds the reason in what a node answers, for example <c>assertion failure with message: E06 the box was revoked</c>.</summary>
    public static MarketError In(string? message)
    {
        var match = Number().Match(message ?? "");
        var error = match.Success ? (MarketError)int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) : MarketError.None;
        return Enum.IsDefined(error) ? error : MarketError.None;
    }

    [GeneratedRegex(@"\bE(?<number>\d\d) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}

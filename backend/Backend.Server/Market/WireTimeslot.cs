using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>Timeslots as they come over the wire.</summary>
static class WireTimeslot
{
    /// <summary>The first timeslot of the year 2100; the chain's times end in 2106.</summary>
    const long End = 4_102_444_800;

    /// <exception cref="RefusalException">INVALID_ARGUMENT: not a quarter hour between 1970 and 2100.</exception>
    public static Timeslot Parse(long startUnixSeconds, string field = "timeslot") => startUnixSeconds is > 0 and <= End && startUnixSeconds % Timeslot.Seconds == 0
        ? new(startUnixSeconds)
        : throw Refusal.InvalidField(
            Reason.FieldsInvalid, field, $"timeslot {startUnixSeconds} is none: give its UTC start in seconds since 1970, a multiple of 900, before the year 2100.");
}

using System.Globalization;
using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.MarketActors;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.History;

/// <summary>What an event says to people, in one sentence; nothing secret (a code's hash, a signature) is in it.</summary>
public static class EventTexts
{
    /// <exception cref="ArgumentOutOfRangeException">The register has no such event: a test holds all of them against this.</exception>
    public static string Of(object data) => data switch
    {
        BoxEnrolled e => $"The box '{e.Label}' was enrolled with a TPM of {e.TpmManufacturer}; its account on the chain is {e.ChainAccount}.",
        BoxReplaced e => $"Another device or TPM became the box, now '{e.Label}'.",
        BoxRevoked e => $"The box was revoked: {e.Reason}.",
        MeterLinked e => $"The meter {e.MeterSerial} was linked at index {e.MeterIndex} to the unit {e.UnitNumber}{(e.Since is { } since ? $", from {At(since)} on" : "")}.",
        MeterUnlinked e => $"The link of the meter {e.MeterSerial} was ended.",
        MeterReplaced e => $"The meter {e.NewSerial} took the place of {e.OldSerial} at index {e.MeterIndex} on {At(e.TakenOutAt)}; it measures the unit {e.UnitNumber}{(e.Reason.Length > 0 ? $". Reason: {e.Reason}" : "")}.",
        MeterEntered e => $"The meter was entered{(e.Type.Length > 0 ? $" as {e.Type}" : "")}, with {e.Registers.Count} registers described{(e.InstalledAt is { } at ? $", installed {At(at)}" : "")}.",
        MeterLinkBegan e => $"The meter was linked to the unit {e.UnitNumber} at index {e.MeterIndex} of the box {e.BoxId}, from {At(e.From)} on.",
        MeterLinkEnded e => $"The link of the meter ended with {At(e.Until)}: {Why(e.Why)}.",
        MeterRetired e => $"The meter was taken out of use: {e.Reason}.",
        CustomerRegistered e =>
            $"The customer was registered as '{e.DisplayName}' in {e.BalancingGroup}, {Marketing(e.Marketing)}, with {(e.UnitNumbers.Count == 0 ? "no units" : string.Join(", ", e.UnitNumbers))}.",
        CustomerUnitAdded e => $"The unit {e.UnitNumber} became the customer's by the claim {e.ClaimId}.",
        BalancingGroupEntered e => $"The balancing group was entered: supplier {e.Supplier}{(e.ChainName.Length > 0 ? $", {e.ChainName} on the chain" : "")}.",
        BalancingGroupClosed e => $"The balancing group was closed from {e.From} on: {e.Reason}.",
        ContractConcluded e =>
            $"A contract with {e.CustomerId} in {e.BalancingGroup} was concluded for {string.Join(", ", e.UnitNumbers)}, {Marketing(e.Marketing)}{Payment(e.FlexibilityPayment)}, from {e.From} until {e.Until?.ToString() ?? "further notice"}; signed on {e.SignedOn:yyyy-MM-dd}.",
        ContractUnitAdded e => $"The unit {e.UnitNumber} came into the contract from {e.From} on.",
        MarketingChanged e => $"From {e.From} on the units are {Marketing(e.Marketing)}{Payment(e.FlexibilityPayment)}.",
        ContractEnded e => $"The contract was ended with {e.Until}: {e.Reason}.",
        MarketActorEntered e => $"The market actor was entered as '{e.Name}'.",
        RoleGranted e => $"The role {e.Role} was given{(e.CustomerId.Length > 0 ? $" as customer {e.CustomerId}" : "")}: {e.Reason}.",
        RoleRevoked e => $"The role was taken: {e.Reason}.",
        UnitClaimed e => $"{e.CustomerId} claimed the unit {e.UnitNumber}, operator {e.OperatorNumber}.",
        OwnershipCodeIssued e => $"A code was issued, valid until {At(e.ValidUntil)}.",
        WrongCodeGiven => "A wrong code was given.",
        OwnershipProven => "The right code was given.",
        ClaimApproved e => $"The claim was approved: {e.Reason}{(e.ContractId is { } contract ? $"; the unit came into the contract {contract}" : "")}.",
        ClaimRejected e => $"The claim was rejected: {e.Reason}.",
        ClaimExpired => "The claim expired.",
        ClaimWithdrawn => "The claim was withdrawn.",
        _ => throw new ArgumentOutOfRangeException(nameof(data), data.GetType().Name, "The event has no text."),
    };

    static string At(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string Marketing(Marketing marketing) => marketing == Customers.Marketing.Passive ? "traded by the supplier" : "traded by the customer";

    static string Payment(Money? payment) => payment is { } money ? $" for {money} a month" : "";

    static string Why(LinkEnd why) => why switch
    {
        LinkEnd.Unlinked => "it was unlinked",
        LinkEnd.Relinked => "it was linked otherwise",
        LinkEnd.Displaced => "another meter took its index",
        LinkEnd.Exchanged => "another meter took its place",
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "There is no such end."),
    };
}

using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>Which roles may call which method. A method that is not listed may be called by nobody.</summary>
static class AccessRules
{
    static readonly Role[] Everyone = Enum.GetValues<Role>();
    static readonly Role[] Staff = [Role.Operator, Role.Supplier, Role.Auditor, Role.Portal];

    static readonly Dictionary<string, Role[]> Allowed = new(StringComparer.Ordinal)
    {
        [Of<RegistryService.RegistryServiceClient>("IssueEnrollmentCode")] = [Role.Operator],
        [Of<RegistryService.RegistryServiceClient>("ImportMastr")] = [Role.Operator],
        [Of<RegistryService.RegistryServiceClient>("RegisterCustomer")] = [Role.Operator],
        [Of<RegistryService.RegistryServiceClient>("LinkMeter")] = [Role.Operator],
        [Of<RegistryService.RegistryServiceClient>("ListBoxes")] = Staff,
        [Of<RegistryService.RegistryServiceClient>("ListUnits")] = Staff,
        [Of<RegistryService.RegistryServiceClient>("ListCustomers")] = [Role.Operator, Role.Supplier, Role.Portal],
        [Of<ForecastService.ForecastServiceClient>("ImportForecast")] = [Role.Operator, Role.Supplier],
        [Of<ForecastService.ForecastServiceClient>("GetForecast")] = Everyone,
        [Of<MarketService.MarketServiceClient>("PlaceOffer")] = [Role.Customer],
        [Of<MarketService.MarketServiceClient>("WithdrawOffer")] = [Role.Customer],
        [Of<MarketService.MarketServiceClient>("PlaceBid")] = [Role.Customer],
        [Of<MarketService.MarketServiceClient>("PurchaseUnsold")] = [Role.Supplier],
        [Of<MarketService.MarketServiceClient>("GetBook")] = Everyone,
        [Of<MarketService.MarketServiceClient>("GetResult")] = Everyone,
        [Of<MarketService.MarketServiceClient>("ListTimeslots")] = Everyone,
        [Of<SettlementService.SettlementServiceClient>("GetSlotEnergies")] = Everyone,
        [Of<SettlementService.SettlementServiceClient>("GetSettlement")] = Everyone,
        [Of<EvidenceService.EvidenceServiceClient>("ListAnchors")] = Everyone,
        [Of<EvidenceService.EvidenceServiceClient>("GetProofs")] = [Role.Customer, Role.Auditor],
        [Of<EvidenceService.EvidenceServiceClient>("ExportTimeslot")] = [Role.Auditor, Role.Supplier],
        [Of<EvidenceService.EvidenceServiceClient>("RequestData")] = [Role.Operator],
        [Of<EvidenceService.EvidenceServiceClient>("ListDataEvents")] = Staff,
        [Of<StatusService.StatusServiceClient>("GetStatus")] = Everyone,
    };

    /// <summary>
    /// A box shows who it is inside its calls: by its code, and by its TPM's signature over the challenge. Whether the server serves is for
    /// whoever sends calls to it, such as a load balancer. Reflection
    /// tells what the published protos say.
    /// </summary>
    public static bool IsOpen(string method) =>
        method.StartsWith("/lem.v1.BoxService/", StringComparison.Ordinal) || method.StartsWith("/grpc.health.v1.Health/", StringComparison.Ordinal)
        || method.StartsWith("/grpc.reflection.", StringComparison.Ordinal);

    public static bool Allows(string method, Role role) => Allowed.TryGetValue(method, out var roles) && roles.Contains(role);

    static string Of<TClient>(string method) => $"/lem.v1.{typeof(TClient).DeclaringType!.Name}/{method}";
}

namespace LocalEnergyMarket.Backend.Server.Tests.Access;

/// <summary>Which role may call what: written here a second time, by hand, from what each role is for.</summary>
static class AccessMatrix
{
    static readonly string[] Everyone = ["Operator", "Supplier", "Customer", "Auditor", "Portal"];
    static readonly string[] Staff = ["Operator", "Supplier", "Auditor", "Portal"];

    public static readonly IReadOnlyDictionary<string, string[]> Rows = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["lem.v1.RegistryService.IssueEnrollmentCode"] = ["Operator"],
        ["lem.v1.RegistryService.ImportMastr"] = ["Operator"],
        ["lem.v1.RegistryService.RegisterCustomer"] = ["Operator"],
        ["lem.v1.RegistryService.LinkMeter"] = ["Operator", "Technician"],
        ["lem.v1.RegistryService.ReplaceMeter"] = ["Operator", "Technician"],
        ["lem.v1.RegistryService.UnlinkMeter"] = ["Operator"],
        ["lem.v1.RegistryService.RevokeBox"] = ["Operator"],
        ["lem.v1.RegistryService.ListBoxes"] = Staff,
        ["lem.v1.RegistryService.ListUnits"] = Staff,
        ["lem.v1.RegistryService.ListCustomers"] = ["Operator", "Supplier", "Portal"],
        ["lem.v1.MastrService.GetMastrRecord"] = Everyone,
        ["lem.v1.MastrService.ListMastrUnits"] = Staff,
        ["lem.v1.MastrService.GetMastrState"] = Staff,
        ["lem.v1.ForecastService.ImportForecast"] = ["Operator", "Supplier"],
        ["lem.v1.ForecastService.GetForecast"] = Everyone,
        ["lem.v1.MarketService.PlaceOffer"] = ["Customer"],
        ["lem.v1.MarketService.WithdrawOffer"] = ["Customer"],
        ["lem.v1.MarketService.PlaceBid"] = ["Customer"],
        ["lem.v1.MarketService.PurchaseUnsold"] = ["Supplier"],
        ["lem.v1.MarketService.GetBook"] = Everyone,
        ["lem.v1.MarketService.GetResult"] = Everyone,
        ["lem.v1.MarketService.ListTimeslots"] = Everyone,
        ["lem.v1.SettlementService.GetSlotEnergies"] = Everyone,
        ["lem.v1.SettlementService.GetSettlement"] = Everyone,
        ["lem.v1.EvidenceService.ListAnchors"] = Everyone,
        ["lem.v1.EvidenceService.GetProofs"] = ["Customer", "Auditor"],
        ["lem.v1.EvidenceService.ExportTimeslot"] = ["Auditor", "Supplier"],
        ["lem.v1.EvidenceService.RequestData"] = ["Operator"],
        ["lem.v1.EvidenceService.ListDataEvents"] = Staff,
        ["lem.v1.EvidenceService.ListDeadLetters"] = ["Operator"],
        ["lem.v1.EvidenceService.RetryDeadLetter"] = ["Operator"],
        ["lem.v1.FleetService.GetBoxStatus"] = ["Operator"],
        ["lem.v1.FleetService.GetBoxLog"] = ["Operator"],
        ["lem.v1.FleetService.RestartBox"] = ["Operator"],
        ["lem.v1.FleetService.ConfigureBox"] = ["Operator"],
        ["lem.v1.FleetService.UpdateBox"] = ["Operator"],
        ["lem.v1.FleetService.ListBoxOrders"] = ["Operator", "Auditor"],
        ["lem.v1.FleetService.UploadPackage"] = ["Operator"],
        ["lem.v1.FleetService.ListPackages"] = ["Operator"],
        ["lem.v1.ControlService.OrderLimit"] = ["Operator", "Supplier"],
        ["lem.v1.ControlService.ReleaseLimit"] = ["Operator", "Supplier"],
        ["lem.v1.ControlService.ListLimits"] = ["Operator", "Supplier", "Auditor"],
        ["lem.v1.ControlService.ListBoxEvents"] = ["Operator", "Auditor"],
        ["lem.v1.JobsService.StartJob"] = ["Operator"],
        ["lem.v1.JobsService.CancelJob"] = ["Operator"],
        ["lem.v1.JobsService.GetJob"] = Staff,
        ["lem.v1.JobsService.ListJobs"] = Staff,
        ["lem.v1.JobsService.GetJobLog"] = Staff,
        ["lem.v1.JobsService.WatchJob"] = ["Operator", "Supplier", "Auditor"],
        ["lem.v1.JobsService.ListSchedules"] = Staff,
        ["lem.v1.StatusService.GetStatus"] = Everyone,
    };
}

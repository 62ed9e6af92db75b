using System.Text.RegularExpressions;
using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>Which channels hold a meter's registers, and what to ask for to see in the same snapshot whether they are alive.</summary>
/// <param name="Components">Regular expression of the components to ask for.</param>
/// <param name="Component">The component that has the values.</param>
/// <param name="Import">Channel of the energy drawn; null where the edge has none.</param>
/// <param name="Export">Channel of the energy fed in; null where the edge has none.</param>
/// <param name="Power">Channel of the active power, W.</param>
/// <param name="PlusIsExport">Whether a positive power is production.</param>
sealed record OpenEmsSource(string Components, string Component, string? Import, string? Export, string Power, bool PlusIsExport)
{
    /// <summary>Set while the edge cannot reach a device; the second name is that of versions before 2022.</summary>
    const string Faults = "ModbusCommunicationFailed|SlaveCommunicationFailed";

    /// <summary>The component of the sums over the whole edge.</summary>
    public const string Sum = "_sum";

    public string Channels { get; } = string.Join('|', (IEnumerable<string>)[Power, .. Import is null ? (string[])[] : [Import], .. Export is null ? (string[])[] : [Export], Faults]);

    public IReadOnlyList<MeterRegister> Registers { get; } =
    [
        .. Import is null ? (MeterRegister[])[] : [MeterRegister.EnergyImportWh], .. Export is null ? (MeterRegister[])[] : [MeterRegister.EnergyExportWh], MeterRegister.PowerW,
    ];

    public static OpenEmsSource Of(string component, OpenEmsMeterRole role) => (component, role) switch
    {
        // A sum goes on without a meter that has failed, so every component is asked whether it has.
        (Sum, OpenEmsMeterRole.Grid) => new(".*", Sum, "GridBuyActiveEnergy", "GridSellActiveEnergy", "GridActivePower", false),
        (Sum, OpenEmsMeterRole.Production) => new(".*", Sum, null, "ProductionActiveEnergy", "ProductionActivePower", true),
        (Sum, _) => new(".*", Sum, "ConsumptionActiveEnergy", null, "ConsumptionActivePower", false),
        // The integral of positive power is called production whatever the meter measures: at a grid meter it is what was bought.
        (_, OpenEmsMeterRole.Production) => new(Regex.Escape(component), component, "ActiveConsumptionEnergy", "ActiveProductionEnergy", "ActivePower", true),
        _ => new(Regex.Escape(component), component, "ActiveProductionEnergy", "ActiveConsumptionEnergy", "ActivePower", false),
    };

    public static bool IsFault(OpenEmsChannel channel) => channel.Channel is "ModbusCommunicationFailed" or "SlaveCommunicationFailed";

    /// <summary>Whether a channel says that the edge does not reach the device behind its component.</summary>
    public static bool Failed(OpenEmsChannel channel) => channel.Value > 0 && IsFault(channel);
}

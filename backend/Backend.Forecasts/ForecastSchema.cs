using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Forecasts;

/// <summary>The tables of this module.</summary>
public sealed class ForecastSchema : IModuleSchema
{
    public string Name => "forecasts";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-beliefs", """
            -- Bitemporal: about which timeslot, and believed from when on. Never changed, only added to.
            create table forecast_beliefs (
                unit_number text not null,
                timeslot bigint not null,
                believed_at timestamptz not null,
                source text not null,
                production_wh bigint not null check (production_wh >= 0),
                consumption_wh bigint not null check (consumption_wh >= 0),
                primary key (unit_number, timeslot, believed_at, source)
            )
            """),
    ];
}

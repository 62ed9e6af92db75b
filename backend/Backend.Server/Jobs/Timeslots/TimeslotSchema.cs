using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Server.Jobs.Timeslots;

/// <summary>The table of timeslots that something went wrong with.</summary>
sealed class TimeslotSchema : IModuleSchema
{
    public string Name => "timeslots";

    public IReadOnlyList<ModuleMigration> Migrations { get; } =
    [
        new("0001-failures", """
            create table timeslot_failures (
              step text not null,
              balancing_group text not null,
              timeslot bigint not null,
              failures integer not null,
              reason text not null,
              retry_at timestamptz not null,
              primary key (step, balancing_group, timeslot));
            comment on table timeslot_failures is 'Timeslots whose closing or settling failed, and when it is tried again (real time): later after each failure. Gone once it succeeds.';
            """),
    ];
}

namespace LocalEnergyMarket.Backend.PlantModels.Calendar;

/// <summary>Days on which people use electricity alike, as the load profiles tell them apart.</summary>
public enum DayType
{
    /// <summary>SA.</summary>
    Saturday,

    /// <summary>FT: Sundays and public holidays.</summary>
    Holiday,

    /// <summary>WT.</summary>
    Workday,
}

public static class DayTypes
{
    /// <summary>The rule of the BDEW: holidays are Sundays; 24 and 31 December are Saturdays unless they are Sundays.</summary>
    public static DayType Of(DateOnly day, FederalState state) =>
        day.DayOfWeek == DayOfWeek.Sunday || GermanHolidays.Contains(day, state) ? DayType.Holiday
        : day.DayOfWeek == DayOfWeek.Saturday || day is { Month: 12, Day: 24 or 31 } ? DayType.Saturday
        : DayType.Workday;
}

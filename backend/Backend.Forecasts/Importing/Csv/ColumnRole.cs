namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>What a column of a forecast file holds.</summary>
public enum ColumnRole
{
    /// <summary>Nothing that is read.</summary>
    Other,

    /// <summary>The start of the quarter hour: date and time, or the time beside a <see cref="Date"/>.</summary>
    Start,

    /// <summary>Its end, in the same way.</summary>
    End,

    /// <summary>A stamp that does not say which of the two it is.</summary>
    Stamp,

    /// <summary>The date, where times stand in columns of their own.</summary>
    Date,

    /// <summary>The zone of the start or stamp: UTC, CET, CEST, MEZ, MESZ, or an offset.</summary>
    Zone,

    /// <summary>The zone of the end.</summary>
    EndZone,

    /// <summary>The unit: a MaStR number, or an id that the supplier's settings know.</summary>
    Unit,

    /// <summary>Generation or consumption.</summary>
    Direction,

    /// <summary>An amount.</summary>
    Value,
}

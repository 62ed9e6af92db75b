using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>Units in which devices show their values. In files capital letters do not matter: kWh is KWh.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeterUnit>))]
public enum MeterUnit
{
    None = 0,
    Wh,
    KWh,
    W,
    KW,
    V,
    A,
    VA,
    Var,
    Hz,
    VAh,
    Varh,
    KVarh,
    /// <summary>A number without a unit, 0 to 1 or -1 to 1.</summary>
    Ratio,
    Percent,
    Celsius,
}

public static class MeterUnits
{
    extension(MeterUnit unit)
    {
        /// <summary>1000 for kilo, 1 otherwise.</summary>
        public int Thousand => unit is MeterUnit.KWh or MeterUnit.KW or MeterUnit.KVarh ? 1000 : 1;

        /// <summary>As people write it.</summary>
        public string Symbol => unit switch
        {
            MeterUnit.None or MeterUnit.Ratio => "",
            MeterUnit.KWh => "kWh",
            MeterUnit.KW => "kW",
            MeterUnit.Var => "var",
            MeterUnit.Varh => "varh",
            MeterUnit.KVarh => "kvarh",
            MeterUnit.Percent => "%",
            MeterUnit.Celsius => "°C",
            _ => unit.ToString(),
        };
    }
}

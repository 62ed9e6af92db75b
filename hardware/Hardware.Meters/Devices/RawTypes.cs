namespace LocalEnergyMarket.Hardware.Meters.Devices;

public static class RawTypes
{
    extension(RawType type)
    {
        /// <summary>How many registers it takes.</summary>
        public int Registers => type switch
        {
            RawType.UInt16 or RawType.Int16 => 1,
            RawType.UInt32 or RawType.Int32 or RawType.Float32 => 2,
            RawType.UInt64 or RawType.Int64 or RawType.Float64 => 4,
            _ => 0,
        };
    }
}

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>The value types of the integer subset, with their binary codes (WebAssembly 1.0, section 5.3.1).</summary>
public enum WasmType
{
    None = 0,
    I64 = 0x7E,
    I32 = 0x7F,
}

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>Why a module is refused.</summary>
public enum WasmRefusal
{
    /// <summary>Malformed or invalid: no engine of WebAssembly takes it.</summary>
    Invalid,

    /// <summary>Valid WebAssembly that this engine does not have: floating point, what came after 1.0, imports other than the host's functions.</summary>
    NotOffered,

    /// <summary>Above a limit of <see cref="ModuleRules"/>, or a segment outside of the memory or table it would fill at the start.</summary>
    OverLimit,
}

/// <summary>The module is malformed, invalid, or uses what this engine does not offer; the message says what and where.</summary>
public sealed class WasmException(string message, WasmRefusal refusal = WasmRefusal.Invalid) : Exception(message)
{
    public WasmRefusal Refusal { get; } = refusal;
}

using LocalEnergyMarket.Contracts.WebAssembly.Compiling;
using LocalEnergyMarket.Contracts.WebAssembly.Decoding;

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>A validated and compiled module. Immutable: any number of instances on any thread may run from it.</summary>
public sealed class WasmModule
{
    internal WasmModule(ModuleContent content) => Content = content;

    internal ModuleContent Content { get; }

    /// <exception cref="WasmException">The module is malformed, invalid or outside of the rules; the message says what and where.</exception>
    public static WasmModule Load(byte[] wasm, HostFunctions host, ModuleRules rules) =>
        new(new ModuleDecoder(wasm, host, rules).Decode());

    /// <summary>A fresh instance with its memory and globals as the module defines them.</summary>
    /// <param name="context">What the host functions get from <see cref="HostCall.Context{T}"/>.</param>
    /// <param name="stepLimit">Steps after which execution ends with <see cref="StepLimitException"/>.</param>
    public WasmInstance Instantiate(object? context, long stepLimit) => new(Content, context, stepLimit);
}

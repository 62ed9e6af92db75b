namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>A method whose stream is meant to stay open without a message for a long time: LimitOptions.LongStreamIdleSeconds instead of UploadIdleSeconds.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongStreamAttribute : Attribute;

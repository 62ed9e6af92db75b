namespace LocalEnergyMarket.Hostile.Tests.Http2;

/// <summary>RFC 9113, section 6.</summary>
enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>
/// Keys in place of the recorded ones, whose private halves nobody has; the key of eosio is the well-known one, there and here. In
/// answers they are written as the recorded ones.
/// </summary>
sealed class RecordedKeys : IDisposable
{
    public const string RecordedBox = "PUB_R1_8HWTDHX491WcC1E3AN1oS3VHcS6TS9iC9UedUztHSuauVd6Dvb";
    const string RecordedOperator = "EOS8jJcLDE6AQcVW5pbHANxBaHSd9xdp6hhyULVzXsFXypMFzQMZb";
    const string RecordedOperatorNewForm = "PUB_K1_8jJcLDE6AQcVW5pbHANxBaHSd9xdp6hhyULVzXsFXypMLLPoue";
    const string RecordedNobody = "EOS6StqzomdfcNCpc4d1ufnL1LL64QkVYLDv63Ywjt5LJdjo1PQX8";

    public PrivateKey System { get; } = PrivateKey.Parse(Blocks.ChainSettings.WellKnownDevelopmentKey);

    public PrivateKey Operator { get; } = PrivateKey.Generate(KeyType.K1);

    public PrivateKey Nobody { get; } = PrivateKey.Generate(KeyType.K1);

    public PrivateKey Box { get; } = PrivateKey.Generate(KeyType.R1);

    /// <summary>The key that signed for an account when the recordings were made.</summary>
    public PrivateKey Of(PermissionLevel level) => level switch
    {
        { Actor: var actor } when actor == RecordedChain.Operator => level.Permission == RecordedChain.Publish ? Nobody : Operator,
        { Actor: var actor } when actor == RecordedChain.Box => Box,
        { Actor: var actor } when actor == RecordedChain.System || actor == RecordedChain.Contract => System,
        _ => Nobody,
    };

    public string InRequest(string text) => text
        .Replace(RecordedBox, Box.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace(RecordedOperator, Operator.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace(RecordedOperatorNewForm, Operator.PublicKey.ToString(), StringComparison.Ordinal)
        .Replace(RecordedNobody, Nobody.PublicKey.ToString(), StringComparison.Ordinal);

    public string InAnswer(string text) => text
        .Replace(Box.PublicKey.ToString(), RecordedBox, StringComparison.Ordinal)
        .Replace(Operator.PublicKey.ToString(), RecordedOperator, StringComparison.Ordinal)
        .Replace(Nobody.PublicKey.ToString(), RecordedNobody, StringComparison.Ordinal);

    public void Dispose()
    {
        System.Dispose();
        Operator.Dispose();
        Nobody.Dispose();
        Box.Dispose();
    }
}

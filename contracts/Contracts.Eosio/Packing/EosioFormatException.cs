namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Text or packed bytes that are not what EOSIO's formats allow; the message says what was found, where, and what is expected.</summary>
public sealed class EosioFormatException : FormatException
{
    public EosioFormatException()
    {
    }

    public EosioFormatException(string message)
        : base(message)
    {
    }

    public EosioFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>An action of the contract with its arguments.</summary>
public abstract record MarketAction
{
    /// <summary>The action's name on the chain.</summary>
    public abstract Name ActionName { get; }

    /// <summary>The action as a transaction carries it.</summary>
    /// <param name="contract">The account that carries the contract, normally <see cref="MarketContract.DefaultAccount"/>.</param>
    public ContractAction ToAction(Name contract, PermissionLevel authorization) => new(contract, ActionName, [authorization], ToBytes());

    /// <summary>The arguments, packed in the order of the ABI.</summary>
    public byte[] ToBytes()
    {
        var writer = new PackedWriter();
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads the arguments of any action of the contract.</summary>
    /// <exception cref="EosioFormatException">Not an action of the contract, or other bytes than its arguments.</exception>
    public static MarketAction Read(Name action, ReadOnlySpan<byte> data)
    {
        var reader = new PackedReader(data);
        MarketAction read = action.ToString() switch
        {
            "configure" => Configure.Read(ref reader),
            "regbox" => RegisterBox.Read(ref reader),
            "rekeybox" => RekeyBox.Read(ref reader),
            "revokebox" => RevokeBox.Read(ref reader),
            "regunit" => RegisterUnit.Read(ref reader),
            "dropunit" => DropUnit.Read(ref reader),
            "senddata" => SendData.Read(ref reader),
            "report" => Report.Read(ref reader),
            "anchor" => Anchor.Read(ref reader),
            "prune" => Prune.Read(ref reader),
            var name => throw new EosioFormatException($"The market's contract has no action '{name}'."),
        };
        reader.End();
        return read;
    }

    protected abstract void Write(PackedWriter writer);
}

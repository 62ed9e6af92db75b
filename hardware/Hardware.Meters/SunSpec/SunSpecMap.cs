using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>A model of a device: where its ID register is, and how many registers follow its L register.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SunSpecBlock(ushort Id, ushort Address, ushort Length)
{
    /// <summary>Registers with the two of the header.</summary>
    public int Registers => Length + 2;

    public SunSpecModel? Model => SunSpecModels.Find(Id);
}

/// <summary>How the chain of models ended.</summary>
public enum SunSpecEnd
{
    None = 0,
    /// <summary>With the model FFFF, as it should.</summary>
    EndModel,
    /// <summary>The device refused the address after the last model, as some do.</summary>
    Refused,
    /// <summary>With a header that cannot be one; what came before it is used.</summary>
    Damaged,
}

/// <summary>What a SunSpec device holds.</summary>
/// <param name="Base">Where "SunS" was found.</param>
public sealed record SunSpecMap(ushort Base, IReadOnlyList<SunSpecBlock> Blocks, SunSpecEnd End)
{
    /// <summary>The models, for messages.</summary>
    public string Summary => string.Join(", ", Blocks.Select(b => b.Id));

    /// <summary>The model 1 a block belongs to: the last one before it. A gateway shows several devices one after the other, each with its own.</summary>
    public SunSpecBlock? CommonOf(SunSpecBlock block)
    {
        var common = Blocks.LastOrDefault(b => b.Id == 1 && b.Address < block.Address);
        return common.Id == 1 ? common : null;
    }

    /// <summary>The blocks that can be read as meters of a role, the best first kind of them only: integers before floating point, and 701 before both.</summary>
    public IReadOnlyList<SunSpecBlock> Of(SunSpecRole role, ushort? model = null)
    {
        var fitting = Blocks.Where(b => b.Model is { Values.Count: > 0 } known && (model is null ? known.Role == role : b.Id == model)).ToList();
        var best = fitting.Count == 0 ? 0 : fitting.Min(b => Rank(b.Id));
        return [.. fitting.Where(b => Rank(b.Id) == best)];
    }

    static int Rank(ushort id) => id switch { 701 => 0, >= 111 and <= 113 or >= 211 and <= 214 => 2, _ => 1 };
}

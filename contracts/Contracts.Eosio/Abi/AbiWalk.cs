using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// One walk through a value: where it is, how deep, how much it has met. The limits make packed data and ABIs from strangers safe to read: nested lists of
/// nothing would otherwise grow without any bytes behind them.
/// </summary>
sealed class AbiWalk
{
    /// <summary>nodeos' own limit.</summary>
    public const int MaxDepth = 32;

    /// <summary>nodeos' limit for one list; here for all values together.</summary>
    const int MaxValues = 1024 * 1024;

    // A byte may stand within this many lists, structs and variants.
    const int MaxValuesPerByte = 64;

    // A step is a field's name, a variant's type, or a list's index.
    readonly (string? Name, int Index, bool IsVariant)[] _path = new (string?, int, bool)[MaxDepth * 2];
    int _steps;
    int _depth;
    readonly int _maxValues;
    int _values;

    /// <summary>For writing: the value is there already.</summary>
    public AbiWalk() => _maxValues = MaxValues;

    /// <summary>For reading: what is made is in proportion to the bytes.</summary>
    public AbiWalk(int bytes) => _maxValues = (int)Math.Min(MaxValues, MaxValuesPerByte * (bytes + 64L));

    /// <summary>Whether what is walked is the end of the whole: only there binary extensions may be missing.</summary>
    public bool AtTail { get; set; } = true;

    public void Field(string name) => Step(name, 0, isVariant: false);

    public void Variant(string type) => Step(type, 0, isVariant: true);

    public void Element(int index) => Step(null, index, isVariant: false);

    public void StepBack() => _steps--;

    public void Descend()
    {
        if (++_depth > MaxDepth)
        {
            throw new EosioFormatException($"nested more than {MaxDepth} deep.");
        }
    }

    public void Ascend() => _depth--;

    public void CountValue()
    {
        if (++_values > _maxValues)
        {
            throw new EosioFormatException($"more than {_maxValues} values, which is too much for its length.");
        }
    }

    /// <summary>The error with the place where the walk stands, such as <c>bids[2].price</c>.</summary>
    public EosioFormatException At(string type, EosioFormatException inner)
    {
        if (_steps == 0)
        {
            return new($"{type}: {inner.Message}", inner);
        }

        var place = new StringBuilder();
        foreach (var (name, index, isVariant) in _path.AsSpan(0, _steps))
        {
            _ = (name, isVariant) switch
            {
                (null, _) => place.Append(CultureInfo.InvariantCulture, $"[{index}]"),
                (_, true) => place.Append(CultureInfo.InvariantCulture, $"<{name}>"),
                _ => place.Append(place.Length > 0 ? "." : "").Append(name),
            };
        }

        return new($"{place}: {inner.Message}", inner);
    }

    void Step(string? name, int index, bool isVariant)
    {
        CountValue();
        if (_steps == _path.Length)
        {
            throw new EosioFormatException($"nested more than {MaxDepth} deep.");
        }

        _path[_steps++] = (name, index, isVariant);
    }
}

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>An immutable value whose changes can be taken back.</summary>
public sealed class UndoValue<T>(UndoLog undo, T initial)
{
    public T Value { get; private set; } = initial;

    public void Set(T value)
    {
        var before = Value;
        undo.Add(() => Value = before);
        Value = value;
    }
}

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>
/// What must be done, last first, to take back the changes since a mark. A failed transaction leaves nothing behind;
/// an accepted one forgets its way back.
/// </summary>
public sealed class UndoLog
{
    readonly List<Action> _steps = [];

    public int Mark => _steps.Count;

    public void Add(Action revert) => _steps.Add(revert);

    public void RollBackTo(int mark)
    {
        for (var i = _steps.Count - 1; i >= mark; i--)
        {
            _steps[i]();
        }

        _steps.RemoveRange(mark, _steps.Count - mark);
    }

    public void Forget() => _steps.Clear();
}

namespace LocalEnergyMarket.MainJob;

/// <summary>A step of the main job did not hold. The message says what was expected and what came.</summary>
public sealed class StepFailedException(string message) : Exception(message)
{
    internal static void Unless(bool holds, string message)
    {
        if (!holds)
        {
            throw new StepFailedException(message);
        }
    }
}

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>Uses a key's value at the start, so that whatever is wrong with it is said with the key's name.</summary>
static class Setting
{
    /// <exception cref="InvalidDataException">The value cannot be used; the message names the key.</exception>
    public static T Use<T>(string key, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"{key}: {e.Message}", e);
        }
    }
}

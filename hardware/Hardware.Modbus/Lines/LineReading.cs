namespace LocalEnergyMarket.Hardware.Modbus.Lines;

static class LineReading
{
    /// <summary>Fills the target.</summary>
    public static async ValueTask ReadExactlyAsync(this ILine line, Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            target = target[await line.ReadAsync(target, cancellationToken)..];
        }
    }
}

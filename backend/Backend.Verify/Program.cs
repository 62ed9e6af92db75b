using LocalEnergyMarket.Backend.Verify;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

return (int)await VerifyCommand.Run(args, Console.Out, Console.Error, stop.Token);

using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Edge.Gateway.Service;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>
/// Keeps one plant at what the orders want, for ever: sets what changed, tries again what failed, and looks now and then whether the device still has it. Each plant has a loop of its
/// own, so that a dead device costs the others nothing.
/// </summary>
public sealed class PlantLoop(
    PlantRule plant, IPlantDevice device, LimitDesk desk, WriteBudget budget, TimeSpan verifyEvery, Pulse? pulse, TimeProvider real, ILogger log)
{
    static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    WantedLimit? _wanted;
    long _setW;
    long _looked;
    long _tried;
    int _failures;

    public PlantRule Plant => plant;

    /// <summary>How the plant is, in one sentence.</summary>
    public PlantState State { get; private set; } = new(null, plant.RatedW, "");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await TurnAsync(cancellationToken);
            }
            catch (IOException e)
            {
                log.NotKept(e.Message);
            }

            pulse?.Beat();
            await Task.Delay(Turn, real, cancellationToken);
        }
    }

    /// <summary>One look at what is wanted, and what is to be done for it.</summary>
    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
        var wanted = desk.Wanted(plant);
        if (wanted == _wanted && _failures == 0)
        {
            await KeepAsync(wanted, cancellationToken);
            return;
        }

        // The same limit of another order is there already.
        if (_failures == 0 && _wanted is { } before && before.LimitW == wanted.LimitW)
        {
            Done(wanted);
            return;
        }

        if ((_failures > 0 && wanted == _wanted && real.GetElapsedTime(_tried) < Pause()) || !budget.TryTake())
        {
            return;
        }

        await SetAsync(wanted, cancellationToken);
    }

    async Task SetAsync(WantedLimit wanted, CancellationToken cancellationToken)
    {
        (_wanted, _tried) = (wanted, real.GetTimestamp());
        try
        {
            _setW = await device.SetAsync(wanted.LimitW, cancellationToken);
            _looked = real.GetTimestamp();
            log.Set(plant.MeterIndex, plant.Kind, _setW);
            Done(wanted);
        }
        catch (PlantDeviceException e)
        {
            Fail(wanted, e.Message);
        }
    }

    async Task KeepAsync(WantedLimit wanted, CancellationToken cancellationToken)
    {
        var since = real.GetElapsedTime(_looked);
        if (wanted.LimitW is not null && device.RefreshEvery is { } refresh && since >= refresh / 2)
        {
            await SetAsync(wanted, cancellationToken);
            return;
        }

        if (since < verifyEvery)
        {
            return;
        }

        _looked = real.GetTimestamp();
        try
        {
            if (!await device.HoldsAsync(cancellationToken))
            {
                log.Drifted(plant.MeterIndex, plant.Kind, _setW);
                if (budget.TryTake())
                {
                    await SetAsync(wanted, cancellationToken);
                }
                else
                {
                    Fail(wanted, "the device does not keep the limit");
                }
            }
        }
        catch (PlantDeviceException e)
        {
            Fail(wanted, e.Message);
        }
    }

    void Done(WantedLimit wanted)
    {
        (_wanted, _failures) = (wanted, 0);
        State = new(wanted.LimitW, _setW, "");
        if (wanted.OrderId is { } order)
        {
            desk.Applied(order, _setW);
        }
    }

    void Fail(WantedLimit wanted, string failure)
    {
        if (_failures++ == 0 || State.Failure != failure)
        {
            log.NotSet(plant.MeterIndex, plant.Kind, wanted.LimitW, failure);
        }

        State = new(wanted.LimitW, _setW, failure);
        if (wanted.OrderId is { } order)
        {
            desk.Failed(order, failure);
        }
    }

    /// <summary>1, 2, 4 … seconds, up to a minute.</summary>
    TimeSpan Pause() => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 1 << Math.Min(_failures - 1, 6)));
}

/// <summary>How a plant is.</summary>
/// <param name="WantedW">W; null without a limit.</param>
/// <param name="SetW">W that the device was last set to.</param>
/// <param name="Failure">Empty if it is as wanted.</param>
public sealed record PlantState(long? WantedW, long SetW, string Failure);

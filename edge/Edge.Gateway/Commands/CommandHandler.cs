using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Commands;

/// <summary>What the backend asks of the box besides acknowledging its batches.</summary>
public sealed class CommandHandler(MeterSet meters, MeterReader reader, ChainReporter reporter, ILogger log)
{
    public async Task<BoxMessage> HandleAsync(BackendMessage command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.MessageCase == BackendMessage.MessageOneofCase.DataRequest
            ? new() { Report = await ReportAsync(command.DataRequest, cancellationToken) }
            : new() { SetPointResult = Refuse(command.SetPoint) };
    }

    /// <summary>
    /// The concept's send_data: reads the meter now, writes the reading down, commits to it on the chain. Of a meter's counters the one
    /// that counted more is reported: a plant's export, a consumer's import.
    /// </summary>
    async Task<DataReport> ReportAsync(DataRequest request, CancellationToken cancellationToken)
    {
        if (meters.Find(request.MeterIndex) is not { } meter)
        {
            return Failed(request, $"this box has no meter with the index {request.MeterIndex}");
        }

        if (request.Expiration is null)
        {
            return Failed(request, "the request has no expiration for the transaction");
        }

        var (readings, failure) = await reader.ReadAsync(meter, planned: null, cancellationToken);
        var reading = readings
            .Where(r => r.Register is Register.EnergyImportWh or Register.EnergyExportWh && r.Quality != Quality.Missing)
            .OrderByDescending(r => r.Value).ThenBy(r => r.Register).FirstOrDefault();
        if (reading is null)
        {
            return Failed(request, $"meter {meter.Index} gave no counter: {failure ?? "it has none"}");
        }

        try
        {
            var signed = await reporter.SignAsync(request, SaltedLeaf.NewSalt(), Canonical(reading), cancellationToken);
            log.Reported(request.EventId, meter.Serial);
            return new() { EventId = request.EventId, Signed = signed };
        }
        catch (Exception e) when (e is TpmException or IOException)
        {
            return Failed(request, e.Message);
        }
    }

    /// <summary>No device type has a register for a set point yet, and a box that pretended would be worse than one that says no.</summary>
    SetPointResult Refuse(SetPoint order)
    {
        var failure = meters.Find(order.MeterIndex) is { } meter
            ? $"meter {meter.Index} ({meter.Serial}) has no register for a set point"
            : $"this box has no meter with the index {order.MeterIndex}";
        log.SetPointRefused(order.SetPointId, failure);
        return new() { SetPointId = order.SetPointId, Applied = false, Failure = failure };
    }

    static byte[] Canonical(Reading reading) => ReadingLeaf.Canonical(
        reading.MeterSerial, reading.MeterIndex, (int)reading.Register, reading.Time.ToUnixTimeMilliseconds(), reading.Value, (int)reading.Quality);

    DataReport Failed(DataRequest request, string failure)
    {
        log.NotReported(request.EventId, failure);
        return new() { EventId = request.EventId, Failure = failure };
    }
}

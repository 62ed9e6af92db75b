using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Says which unit a meter measures.</summary>
static class LinkStep
{
    /// <param name="which">Serial number or index of the meter; null if there is only one or it is to be asked.</param>
    /// <param name="unit">MaStR number.</param>
    public static async Task RunAsync(Work work, string? which, string? unit, CancellationToken cancellationToken)
    {
        var options = work.Options();
        if (options.Meters.Count == 0)
        {
            throw new ProblemException(ProblemId.MetersMissing, work.Config);
        }

        var identity = Work.Identity(options);
        await using var meters = MetersStep.Open(options);
        var meter = which is null && options.Meters.Count == 1
            ? meters.Meters[0]
            : MetersStep.Find(meters, which ?? work.Terminal.Ask("Zählernummer oder Index", "Serial number or index", "--meter"));
        var number = MastrUnitNumber.Parse(unit ?? work.Terminal.Ask(
            string.Create(CultureInfo.InvariantCulture, $"MaStR-Nummer der Einheit, die Zähler {meter.Index} ({meter.Serial}) misst"),
            string.Create(CultureInfo.InvariantCulture, $"MaStR number of the unit that meter {meter.Index} ({meter.Serial}) measures"), "--unit"));
        var title = work.Say("Verknüpfung", "Link");
        if (!MastrUnitNumber.HasRightCheckDigit(number))
        {
            work.Output.Note("link", title, work.Say($"die Prüfziffer von {number} stimmt nicht; bitte noch einmal vergleichen", $"the check digit of {number} does not fit; please compare it again"));
        }

        var data = new JsonObject { ["serial"] = meter.Serial, ["index"] = meter.Index, ["unit"] = number };
        var request = new JsonObject { ["boxId"] = identity.BoxId, ["meterSerial"] = meter.Serial, ["meterIndex"] = meter.Index, ["unitNumber"] = number };
        var file = await SupplierCall.MakeAsync(
            work, options, "LinkMeter", request, $"link-{meter.Index}.txt",
            registry => registry.LinkMeterAsync(
                new() { BoxId = identity.BoxId, MeterSerial = meter.Serial, MeterIndex = meter.Index, UnitNumber = number }, cancellationToken: cancellationToken).ResponseAsync,
            cancellationToken);
        data["linked"] = file is null;
        work.Progress().Done($"link:{meter.Serial}", data);
        var text = string.Create(CultureInfo.InvariantCulture, $"{meter.Index} {meter.Serial} → {number}");
        if (file is null)
        {
            work.Output.Done("link", title, text, data);
        }
        else
        {
            data["request"] = file;
            work.Output.Failed("link", title, new(ProblemId.SupplierMustAct, $"{text}: {file}"), data);
        }
    }
}

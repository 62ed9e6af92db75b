using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Provisioning.Configuring;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Edge.Provisioning.Steps;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Provisioning.Exchange;

/// <summary>What is given of an exchange on the command line.</summary>
/// <param name="Old">Serial number or index of the meter that goes.</param>
/// <param name="Final">Read off its display; null: the box reads it.</param>
/// <param name="NoFinal">Nobody can read it; <paramref name="Reason"/> says why.</param>
/// <param name="New">The meter that comes; what is left out stays as it was.</param>
/// <param name="First">Read off its display; null: the box reads it.</param>
/// <param name="Discard">Drops an exchange that was begun.</param>
sealed record MeterExchangeOrder(string? Old, MeterValues? Final, bool NoFinal, MeterToAdd New, MeterValues? First, string? Reason, bool Discard);

/// <summary>
/// One meter takes another's place. What was done is written down after each part, under <c>exchange</c> in the record of the work, so that it can be stopped anywhere: the old meter's last
/// values, the change of the configuration, the new meter's first values, the readings in the journal, the signed record, and its way to the backend.
/// </summary>
static class MeterExchangeStep
{
    const string Current = "exchange";

    public static async Task RunAsync(Work work, MeterExchangeOrder order, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var identity = Work.Identity(options);
        var progress = work.Progress();
        if (order.Discard)
        {
            progress.Remove(Current);
            work.Output.Done("exchange-discarded", Title(work), work.Say("verworfen", "dropped"));
            return;
        }

        if (progress.Find(Current) is null && Finished(progress, order.New.Serial) is { } finished)
        {
            work.Output.Done("exchanged", Title(work), work.Say("schon erledigt", "done already"), Summary(finished, identity.BoxId, recorded: true));
            return;
        }

        // While the service runs nothing is begun that needs its journal.
        CheckStep.Open(options).Dispose();
        var exchange = progress.Find(Current) ?? await TakeOutAsync(work, options, order, progress, cancellationToken);
        if (order.Old is { } named && named != Text(exchange, "oldSerial") && named != $"{exchange["index"]}")
        {
            throw new ProblemException(ProblemId.ExchangePending, Text(exchange, "oldSerial"));
        }

        if (exchange["putInAt"] is null)
        {
            if (order.New.Serial is null && !work.Terminal.IsInteractive)
            {
                work.Output.Note(
                    "exchange", Title(work),
                    work.Say("jetzt den Zähler tauschen, dann mit '--new-serial …' fortfahren", "exchange the meter now, then go on with '--new-serial …'"), exchange);
                return;
            }

            exchange = await PutInAsync(work, order, progress, exchange, cancellationToken);
        }

        await WriteDownAsync(work, progress, exchange, cancellationToken);
        exchange = progress.Find(Current)!;
        await SendAsync(work, options, identity.BoxId, exchange, progress, cancellationToken);
    }

    static async Task<JsonObject> TakeOutAsync(Work work, BoxOptions options, MeterExchangeOrder order, ProgressFile progress, CancellationToken cancellationToken)
    {
        await using var meters = MetersStep.Open(options);
        var meter = order.Old is null && options.Meters.Count == 1
            ? meters.Meters[0]
            : MetersStep.Find(meters, order.Old ?? work.Terminal.Ask("Welcher Zähler wird ausgebaut (Nummer oder Index)", "Which meter is taken out (serial number or index)", "--old"));
        var values = order.Final ?? (order.NoFinal ? new(null, null, true) : null);
        if (values is null)
        {
            try
            {
                values = MeterValues.Of(await MeterReadout.ReadAsync(meter, cancellationToken));
            }
            catch (ProblemException e)
            {
                throw new ProblemException(ProblemId.FinalValuesMissing, $"{meter.Serial}: {e.Detail}", e);
            }
        }

        if (values.IsEmpty && string.IsNullOrWhiteSpace(order.Reason))
        {
            throw new ProblemException(ProblemId.FinalValuesMissing, $"{meter.Serial}: --reason");
        }

        var exchange = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(), ["index"] = (long)meter.Index, ["oldSerial"] = meter.Serial,
            ["takenOutAt"] = Instant(Work.Market(options).GetUtcNow()), ["reason"] = order.Reason ?? "",
        };
        values.WriteTo(exchange, "final");
        progress.Done(Current, exchange);
        work.Output.Done(
            "exchange-final", Title(work), $"{meter.Serial}: {Shown(work, values)} ({(values.Typed ? work.Say("abgelesen", "read off") : work.Say("von der Box gelesen", "read by the box"))})", progress.Find(Current));
        return progress.Find(Current)!;
    }

    static async Task<JsonObject> PutInAsync(Work work, MeterExchangeOrder order, ProgressFile progress, JsonObject exchange, CancellationToken cancellationToken)
    {
        var old = Text(exchange, "oldSerial");
        if (order.New.Serial is null)
        {
            work.Terminal.Wait("Jetzt den Zähler tauschen und einschalten.", "Exchange the meter now and switch it on.", "--new-serial");
        }

        var serial = Text(exchange, "newSerial") is { Length: > 0 } known ? known : order.New.Serial ?? work.Terminal.Ask("Zählernummer des neuen Zählers", "Serial number of the new meter", "--new-serial");
        if (serial == old)
        {
            throw new ProblemException(ProblemId.MeterTaken, serial);
        }

        // Read before it is written: a new meter that does not answer is still to be entered another way.
        var changes = MeterEntry.Changes(work, order.New, serial);
        var options = BoxFile.WithMeter(work.Config, old, changes);
        var values = order.First;
        if (values is null)
        {
            await using var meters = MetersStep.Open([.. options.Meters.Where(meter => meter.Serial == serial)], options.DevicesFolder);
            values = MeterValues.Of(await MeterReadout.ReadAsync(meters.Meters[0], cancellationToken));
        }

        BoxFile.ChangeMeter(work.Config, old, changes);
        exchange["newSerial"] = serial;
        var putIn = Work.Market(options).GetUtcNow();
        var takenOut = Instant(Text(exchange, "takenOutAt"));
        exchange["putInAt"] = Instant(putIn > takenOut ? putIn : takenOut.AddMilliseconds(1));
        values.WriteTo(exchange, "first");
        progress.Done(Current, exchange);
        work.Output.Done("exchange-first", Title(work), $"{serial}: {Shown(work, values)}", progress.Find(Current));
        return progress.Find(Current)!;
    }

    /// <summary>The readings into the journal and the record signed. A reading that is there already, because this was cut off, is not written twice.</summary>
    static async Task WriteDownAsync(Work work, ProgressFile progress, JsonObject exchange, CancellationToken cancellationToken)
    {
        if (exchange["signature"] is not null)
        {
            return;
        }

        var options = work.Options();
        var identity = Work.Identity(options);
        var (final, first) = (MeterValues.ReadFrom(exchange, "final"), MeterValues.ReadFrom(exchange, "first"));
        var (takenOut, putIn) = (Instant(Text(exchange, "takenOutAt")), Instant(Text(exchange, "putInAt")));
        var index = (uint)exchange["index"]!.GetValue<long>();
        using (var journal = CheckStep.Open(options))
        {
            var open = journal.OpenReadings(100_000).Readings.Select(Place).ToHashSet();
            journal.Append([.. ExchangeReadings.Of(index, Text(exchange, "oldSerial"), final, takenOut, Text(exchange, "newSerial"), first, putIn).Where(reading => !open.Contains(Place(reading)))]);
        }

        var record = new MeterExchange
        {
            ExchangeId = Text(exchange, "id"),
            BoxId = identity.BoxId,
            MeterIndex = index,
            OldSerial = Text(exchange, "oldSerial"),
            FinalValues = { final.ToWire() },
            TakenOutAt = takenOut.ToTimestamp(),
            NewSerial = Text(exchange, "newSerial"),
            FirstValues = { first.ToWire() },
            PutInAt = putIn.ToTimestamp(),
            Reason = Text(exchange, "reason"),
        };
        var content = record.ToByteArray();
        using var key = await TpmStep.OpenQuietlyAsync(options.Tpm, create: false, cancellationToken);
        byte[] signature;
        try
        {
            signature = await key.Signer.SignHashAsync(SignedMeterExchange.Digest(content), cancellationToken);
        }
        catch (Exception e) when (Diagnosis.Knows(e))
        {
            throw Diagnosis.Of(e);
        }

        (exchange["content"], exchange["signature"]) = (Convert.ToBase64String(content), Convert.ToBase64String(signature));
        progress.Done(Current, exchange);

        static (string, Register, DateTimeOffset) Place(Reading reading) => (reading.MeterSerial, reading.Register, reading.Time);
    }

    static async Task SendAsync(Work work, BoxOptions options, string boxId, JsonObject exchange, ProgressFile progress, CancellationToken cancellationToken)
    {
        var (content, signature) = (Text(exchange, "content"), Text(exchange, "signature"));
        var text = $"{Text(exchange, "oldSerial")} → {Text(exchange, "newSerial")}";
        var file = await SupplierCall.MakeAsync(
            work, options, "ReplaceMeter", new() { ["content"] = content, ["signature"] = signature }, $"exchange-{Text(exchange, "id")[..8]}.txt",
            registry => registry.ReplaceMeterAsync(
                new() { Content = ByteString.FromBase64(content), Signature = ByteString.FromBase64(signature) }, cancellationToken: cancellationToken).ResponseAsync,
            cancellationToken);

        // Kept for the protocol, with the link that the new meter has from now on.
        var link = progress.Find($"link:{Text(exchange, "oldSerial")}");
        progress.Done($"exchange:{Text(exchange, "id")}", exchange);
        if (link is not null)
        {
            var moved = (JsonObject)link.DeepClone();
            (moved["serial"], moved["linked"]) = (Text(exchange, "newSerial"), file is null);
            progress.Done($"link:{Text(exchange, "newSerial")}", moved);
            progress.Remove($"link:{Text(exchange, "oldSerial")}");
        }

        var data = Summary(exchange, boxId, recorded: file is null);
        if (file is not null)
        {
            // The exchange stays begun: the next run sends it with a token.
            data["request"] = file;
            work.Output.Failed("exchanged", Title(work), new(ProblemId.SupplierMustAct, $"{text}: {file}"), data);
            return;
        }

        progress.Remove(Current);
        work.Output.Done("exchanged", Title(work), text, data);
    }

    /// <summary>An exchange that is through, whose last words were cut off.</summary>
    static JsonObject? Finished(ProgressFile progress, string? newSerial) =>
        newSerial is null ? null : progress.StartingWith("exchange:").Select(pair => pair.Entry).FirstOrDefault(entry => Text(entry, "newSerial") == newSerial);

    static JsonObject Summary(JsonObject exchange, string boxId, bool recorded) => new()
    {
        ["exchangeId"] = Text(exchange, "id"), ["boxId"] = boxId, ["oldSerial"] = Text(exchange, "oldSerial"), ["newSerial"] = Text(exchange, "newSerial"), ["recorded"] = recorded,
    };

    static string Title(Work work) => work.Say("Zählerwechsel", "Exchange of a meter");

    static string Shown(Work work, MeterValues values) => values.IsEmpty ? "–" : string.Join(
        ", ", values.Registers.Select(shown => MeterReadout.Text(work.Language, new Hardware.Meters.MeterValue((Hardware.Meters.MeterRegister)shown.Register, shown.Value, Hardware.Meters.MeterQuality.Good))));

    static string Text(JsonObject entry, string name) => entry[name]?.ToString() ?? "";

    /// <summary>Whole milliseconds, as a reading has them.</summary>
    static string Instant(DateTimeOffset instant) => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

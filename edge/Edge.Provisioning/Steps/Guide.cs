using System.Globalization;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.Reporting;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>All steps in order, from where they were left. Without a terminal it says which is next, and stops.</summary>
static class Guide
{
    public static async Task RunAsync(Work work, FirstConfiguration first, CodeSource code, CancellationToken cancellationToken)
    {
        (string Name, string German, string English, Func<bool> IsDone, Func<Task> Run)[] steps =
        [
            ("init", "Box und TPM prüfen", "Check box and TPM", () => work.Progress().IsDone("init") && File.Exists(work.Config), () => InitStep.RunAsync(work, first, cancellationToken)),
            ("enroll", "Box anmelden", "Enrol the box", () => work.Progress().IsDone("enroll") && Work.FindIdentity(work.Options()) is not null, () => EnrollStep.RunAsync(work, code, cancellationToken)),
            ("meters add", "Zähler eintragen und lesen", "Enter and read the meters", () => work.Options().Meters.Count > 0 && work.Progress().IsDone("meters"), () => MetersAsync(work, cancellationToken)),
            ("link", "Zähler mit Einheiten verknüpfen", "Link meters to units", () => work.Options().Meters.All(meter => work.Progress().IsDone($"link:{meter.Serial}")), () => LinksAsync(work, cancellationToken)),
            ("check", "Ende zu Ende prüfen", "Check end to end", () => work.Progress().IsDone("check"), () => CheckStep.RunAsync(work, cancellationToken)),
            ("report", "Protokoll schreiben", "Write the report", () => work.Progress().IsDone("report"), () => ReportAsync(work, cancellationToken)),
        ];
        for (var i = 0; i < steps.Length; i++)
        {
            var (name, german, english, isDone, run) = steps[i];
            var title = string.Create(CultureInfo.InvariantCulture, $"{i + 1}/{steps.Length} {work.Say(german, english)}");
            if ((i == 0 || File.Exists(work.Config)) && isDone())
            {
                work.Output.Done("guide", title, work.Say("schon erledigt", "done already"), new() { ["next"] = null, ["done"] = name });
                continue;
            }

            work.Terminal.Heading(title);
            try
            {
                await run();
            }
            catch (ProblemException e) when (e.Id == ProblemId.InputMissing)
            {
                work.Output.Failed("guide", title, new(ProblemId.InputMissing, $"lem-provision {name}, {e.Detail}", e), new() { ["next"] = name });
                return;
            }

            if (work.Output.ExitCode is not (Dialogue.ExitCode.Done or Dialogue.ExitCode.SupplierMustAct))
            {
                work.Output.Say(work.Say("Wenn das behoben ist, 'lem-provision' noch einmal starten: es geht hier weiter.", "When that is put right, start 'lem-provision' again: it goes on here."));
                return;
            }
        }

        work.Output.Done("guide", work.Say("Fertig", "Done"), work.Say("die Box ist in Betrieb; den Dienst starten: sudo systemctl enable --now lem-box", "the box is in service; start its service: sudo systemctl enable --now lem-box"), new() { ["next"] = null });
    }

    static async Task MetersAsync(Work work, CancellationToken cancellationToken)
    {
        while (work.Options().Meters.Count == 0 || (work.Terminal.IsInteractive && work.Terminal.Confirm("Noch einen Zähler eintragen?", "Enter another meter?", "meters add")))
        {
            await MetersStep.AddAsync(work, new(), test: true, cancellationToken);
        }

        await MetersStep.TestAsync(work, null, cancellationToken);
    }

    static async Task LinksAsync(Work work, CancellationToken cancellationToken)
    {
        foreach (var meter in work.Options().Meters.Where(meter => !work.Progress().IsDone($"link:{meter.Serial}")))
        {
            await LinkStep.RunAsync(work, meter.Serial, null, cancellationToken);
        }
    }

    static Task ReportAsync(Work work, CancellationToken cancellationToken) => ReportStep.WriteAsync(work, work.Terminal.IsInteractive ? AskForReport(work) : new(null, null, null, []), cancellationToken);

    static ReportOrder AskForReport(Work work) => new(
        null,
        work.Terminal.Ask("Name des Kunden", "The customer's name", "--customer", "-"),
        work.Terminal.Ask("Ort der Anlage", "Where the plant is", "--place", "-"),
        [.. Confirmation.All.Where(confirmation => work.Terminal.Confirm($"{confirmation.German}?", $"{confirmation.English}?", "--confirm")).Select(confirmation => confirmation.Id)]);
}

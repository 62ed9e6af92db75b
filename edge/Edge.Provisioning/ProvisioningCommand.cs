using System.CommandLine;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.Exchange;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.Reporting;
using LocalEnergyMarket.Edge.Provisioning.Scanning;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Edge.Provisioning.Steps;

namespace LocalEnergyMarket.Edge.Provisioning;

/// <summary>The technician's tool: puts a box into service. The command line; what is done is in the steps.</summary>
sealed class ProvisioningCommand(TextWriter output)
{
    static readonly Option<FileInfo> Config = new("--config") { Description = "The box's configuration / Konfiguration der Box", DefaultValueFactory = _ => new("box.json"), Recursive = true };
    static readonly Option<string?> Lang = new Option<string?>("--lang") { Description = "en, de; of the environment if left out / sonst die der Umgebung", Recursive = true }.AcceptOnlyFromAmong("en", "de");
    static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line / ein JSON-Objekt je Zeile", Recursive = true };
    static readonly Option<bool> NoInput = new("--no-input") { Description = "Asks nothing / fragt nichts", Recursive = true };
    static readonly Option<string?> By = new("--by") { Description = "Who works here, for the report / wer hier arbeitet, für das Protokoll", Recursive = true };
    static readonly Option<string?> TokenFile = new("--token-file") { Description = "File with a technician's token; or LEM_TOKEN_FILE / Datei mit dem Token", Recursive = true };

    readonly FirstOptions _first = new();
    readonly CodeOptions _code = new();

    public static RootCommand Create(TextWriter output) => new ProvisioningCommand(output).Root();

    RootCommand Root()
    {
        var guide = new Command("guide", "All steps in order, from where they were left / alle Schritte der Reihe nach");
        var root = new RootCommand("lem-provision: puts a box into service / nimmt eine Box in Betrieb. Without a command: guide / ohne Befehl: guide")
        {
            Config, Lang, Json, NoInput, By, TokenFile, guide, Init(), Enroll(), Meters(), Link(), Check(), Report(), Replace(), Reset(),
        };
        _first.AddTo(guide);
        _code.AddTo(guide);
        On(guide, (work, result, token) => Guide.RunAsync(work, _first.Of(result), _code.Of(result), token));
        On(root, (work, _, token) => Guide.RunAsync(work, new([], null, null, null, null), new(null, null, null), token));
        return root;
    }

    Command Init()
    {
        var command = new Command("init", "Checks the box, makes its key in the TPM / prüft die Box, erzeugt den Schlüssel im TPM");
        _first.AddTo(command);
        return On(command, (work, result, token) => InitStep.RunAsync(work, _first.Of(result), token));
    }

    Command Enroll()
    {
        var command = new Command("enroll", "Makes the box known to the backend / meldet die Box am Backend an");
        _code.AddTo(command);
        return On(command, (work, result, token) => EnrollStep.RunAsync(work, _code.Of(result), token));
    }

    Command Meters()
    {
        var options = new MeterCommandOptions("");
        var noTest = new Option<bool>("--no-test") { Description = "Does not read it / liest ihn nicht" };
        var which = new Argument<string?>("meter") { Description = "Serial number or index; all if left out / Nummer oder Index; sonst alle", Arity = ArgumentArity.ZeroOrOne };
        var add = new Command("add", "Enters a meter into box.json and reads it / trägt einen Zähler ein und liest ihn") { noTest };
        options.AddTo(add);
        var test = new Command("test", "Reads the meters / liest die Zähler") { which };
        var types = new Command("types", "Lists the device types / zeigt die Gerätetypen");
        On(add, (work, result, token) => MetersStep.AddAsync(work, options.Of(result), !result.GetValue(noTest), token));
        On(test, (work, result, token) => MetersStep.TestAsync(work, result.GetValue(which), token));
        On(types, (work, _, _) =>
        {
            MetersStep.Types(work);
            return Task.CompletedTask;
        });
        return new("meters", "Finds, enters and reads meters / findet, trägt ein und liest Zähler") { Scan(), add, test, types };
    }

    Command Scan()
    {
        var places = new Argument<string[]>("where") { Description = "Hosts, networks (192.168.1.0/24), serial devices (/dev/ttyUSB0) / Adressen, Netze, serielle Schnittstellen", Arity = ArgumentArity.OneOrMore };
        var ports = new Option<int[]>("--port") { Description = "TCP ports; the types' if left out / sonst die der Typen", DefaultValueFactory = _ => [] };
        var units = new Option<int[]>("--unit") { Description = "Modbus unit ids; the types' if left out / sonst die der Typen", DefaultValueFactory = _ => [] };
        var baud = new Option<int?>("--baud") { Description = "Of serial devices / von seriellen Schnittstellen" };
        var parity = new Option<string?>("--parity") { Description = "none, even, odd" }.AcceptOnlyFromAmong("none", "even", "odd");
        return On(
            new Command("scan", "Looks for meters and says how sure it is / sucht Zähler und sagt, wie sicher es ist") { places, ports, units, baud, parity },
            (work, result, token) => ScanStep.RunAsync(
                work, new(result.GetRequiredValue(places), result.GetValue(ports)!, result.GetValue(units)!, result.GetValue(baud), result.GetValue(parity)), token));
    }

    Command Link()
    {
        var meter = new Option<string?>("--meter") { Description = "Serial number or index / Nummer oder Index" };
        var unit = new Option<string?>("--unit") { Description = "MaStR number (SEE…, SVE…) / MaStR-Nummer" };
        return On(
            new Command("link", "Says which unit a meter measures / verknüpft einen Zähler mit einer Einheit") { meter, unit },
            (work, result, token) => LinkStep.RunAsync(work, result.GetValue(meter), result.GetValue(unit), token));
    }

    Command Check() => On(
        new Command("check", "End to end: meters, TPM, backend, chain / Ende zu Ende: Zähler, TPM, Backend, Blockchain"), (work, _, token) => CheckStep.RunAsync(work, token));

    Command Report()
    {
        var file = new Option<string?>("--output") { Description = "The HTML file / die HTML-Datei" };
        var customer = new Option<string?>("--customer") { Description = "Name of the customer / Name des Kunden" };
        var confirm = new Option<string[]>("--confirm") { Description = "What the technician confirms / was die Technik bestätigt: plates, direction, mounted, customer", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        confirm.AcceptOnlyFromAmong([.. Confirmation.All.Select(confirmation => confirmation.Id)]);
        var place = new Option<string?>("--place") { Description = "Where the plant is / Ort der Anlage" };
        var report = new Argument<string>("file") { Description = "HTML file / HTML-Datei" };
        var key = new Option<string?>("--key") { Description = "The box's public key as the supplier has it (PUB_R1_… or hex) / öffentlicher Schlüssel der Box" };
        var verify = new Command("verify", "Verifies a report, also without a network / prüft ein Protokoll, auch ohne Netz") { report, key };
        On(verify, (work, result, _) =>
        {
            ReportStep.Verify(work, result.GetRequiredValue(report), result.GetValue(key));
            return Task.CompletedTask;
        });
        return On(
            new Command("report", "Writes the commissioning report (HTML, A4), signed by the TPM / schreibt das Inbetriebnahmeprotokoll") { file, customer, place, confirm, verify },
            (work, result, token) => ReportStep.WriteAsync(work, new(result.GetValue(file), result.GetValue(customer), result.GetValue(place), result.GetValue(confirm)!), token));
    }

    Command Replace()
    {
        var final = new Option<bool>("--final") { Description = "On the old box: brings its last values / auf der alten Box: bringt die letzten Werte" };
        var handover = new Option<string?>("--handover") { Description = "File from the old box / Datei von der alten Box" };
        var box = new Command("box", "This box takes another's place / diese Box tritt an die Stelle einer anderen") { final, handover };
        _code.AddTo(box);
        On(box, (work, result, token) => result.GetValue(final)
            ? BoxExchangeStep.FinalAsync(work, token)
            : BoxExchangeStep.TakePlaceAsync(work, _code.Of(result), result.GetValue(handover), token));
        return new("replace", "Exchanges a meter or the box / tauscht einen Zähler oder die Box") { ReplaceMeter(), box };
    }

    Command ReplaceMeter()
    {
        var fresh = new MeterCommandOptions("new-");
        var old = new Option<string?>("--old") { Description = "The meter that goes, serial number or index / der alte Zähler" };
        var noFinal = new Option<bool>("--no-final") { Description = "Nobody can read the old meter; needs --reason / niemand kann den alten Zähler ablesen" };
        var reason = new Option<string?>("--reason") { Description = "Why it is exchanged / Grund des Wechsels" };
        var discard = new Option<bool>("--discard") { Description = "Drops an exchange that was begun / verwirft einen begonnenen Wechsel" };
        var final = new TypedValueOptions("final");
        var first = new TypedValueOptions("first");
        var meter = new Command("meter", "Records last and first values of a meter's exchange / Zählerwechsel mit End- und Anfangsstand") { old, noFinal, reason, discard };
        final.AddTo(meter);
        first.AddTo(meter);
        fresh.AddTo(meter);
        return On(meter, (work, result, token) => MeterExchangeStep.RunAsync(
            work,
            new(result.GetValue(old), final.Of(result), result.GetValue(noFinal), fresh.Of(result), first.Of(result), result.GetValue(reason), result.GetValue(discard)), token));
    }

    Command Reset()
    {
        var yes = new Option<bool>("--yes") { Description = "It is meant / es ist ernst gemeint" };
        var discard = new Option<bool>("--discard-readings") { Description = "Values that no backend has may be lost / unbestätigte Werte dürfen verloren gehen" };
        var all = new Option<bool>("--all") { Description = "Deletes box.json as well / löscht auch box.json" };
        return On(
            new Command("reset", "Deletes identity, journal and key / löscht Identität, Journal und Schlüssel") { yes, discard, all },
            (work, result, token) => ResetStep.RunAsync(work, new(result.GetValue(yes), result.GetValue(discard), result.GetValue(all)), token));
    }

    Command On(Command command, Func<Work, ParseResult, CancellationToken, Task> run)
    {
        command.SetAction(async (result, token) =>
        {
            var language = Languages.Of(result.GetValue(Lang), Environment.GetEnvironmentVariable);
            var json = result.GetValue(Json);
            var lines = new Output(output, json, language);
            var by = result.GetValue(By) ?? Environment.GetEnvironmentVariable("SUDO_USER") ?? Environment.UserName;
            var work = new Work(
                result.GetValue(Config)!.FullName, by, result.GetValue(TokenFile), lines, new(Terminal.Is(json, result.GetValue(NoInput)), language), TimeProvider.System);
            try
            {
                await run(work, result, token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
            catch (Exception e) when (Diagnosis.Knows(e))
            {
                lines.Failed(command is RootCommand ? "guide" : command.Name, command is RootCommand ? "lem-provision" : command.Name, Diagnosis.Of(e));
            }

            await FileOwner.SettleAsync(work, token);
            return lines.ExitCode;
        });
        return command;
    }
}

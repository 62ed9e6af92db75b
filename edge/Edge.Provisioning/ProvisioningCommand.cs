using System.CommandLine;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;

namespace LocalEnergyMarket.Edge.Provisioning;

/// <summary>The technician's tool: puts a box into service.</summary>
static class ProvisioningCommand
{
    public static RootCommand Create(TextWriter output)
    {
        var config = new Option<FileInfo>("--config") { Description = "The box's configuration / Konfiguration der Box", DefaultValueFactory = _ => new("box.json"), Recursive = true };
        var language = new Option<string>("--lang") { Description = "en, de", DefaultValueFactory = _ => "en", Recursive = true }.AcceptOnlyFromAmong("en", "de");
        var json = new Option<bool>("--json") { Description = "One JSON object a line / ein JSON-Objekt je Zeile", Recursive = true };
        var code = new Option<string>("--code") { Description = "One-time code from the supplier / Einmalcode vom Versorger", Required = true };

        var init = new Command("init", "Checks the TPM and makes the signing key / prüft das TPM und erzeugt den Schlüssel");
        var enroll = new Command("enroll", "Makes the box known to the backend / meldet die Box am Backend an") { code };
        var check = new Command("check", "Checks key, meters and backend / prüft Schlüssel, Zähler und Backend");
        On(init, (steps, _, token) => steps.InitAsync(token));
        On(enroll, (steps, result, token) => steps.EnrollAsync(result.GetRequiredValue(code), token));
        On(check, (steps, _, token) => steps.CheckAsync(token));
        return new("lem-provision: puts a box into service / nimmt eine Box in Betrieb") { config, language, json, init, enroll, check };

        void On(Command command, Func<ProvisioningSteps, ParseResult, CancellationToken, Task> run) => command.SetAction(async (result, token) =>
        {
            var report = new Report(output, result.GetValue(json), Texts.Of(result.GetValue(language)!));
            try
            {
                var options = BoxOptionsFile.Load(result.GetValue(config)!.FullName);
                await run(new(options, report), result, token);
            }
            catch (ConfigurationException e)
            {
                report.Failed(report.Texts.Configuration, e.Message);
            }
            catch (IdentityException e)
            {
                report.Failed(report.Texts.Identity, e.Message);
            }

            return report.ExitCode;
        });
    }
}

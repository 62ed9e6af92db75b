using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Edge.Provisioning.Steps;

namespace LocalEnergyMarket.Edge.Provisioning.Exchange;

/// <summary>
/// One device takes another's place. On the old one, if it still works, <c>replace box --final</c> brings its last values to the backend and writes what the new one needs. On the new one,
/// <c>replace box --code</c> enrols it, with a code for the exchange, as the same box: id, account on the chain, meters and history stay, the key is the new TPM's.
/// </summary>
static class BoxExchangeStep
{
    public static async Task FinalAsync(Work work, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var identity = Work.Identity(options);
        await CheckStep.RunAsync(work, cancellationToken);
        if (work.Output.ExitCode != 0)
        {
            return;
        }

        var path = Path.Combine(work.Folder, "handover-box.json");
        var handover = new JsonObject { ["boxId"] = identity.BoxId, ["chainAccount"] = identity.ChainAccount, ["last"] = work.Progress().Find("check")?.DeepClone() };
        WholeFile.Write(path, Encoding.UTF8.GetBytes(handover.ToJsonString() + "\n"));
        work.Progress().Done("replace-final", new() { ["file"] = path });
        work.Output.Done(
            "box-final", Title(work),
            work.Say(
                $"alle Werte sind angekommen; box.json, {options.AuthorityFile} und {path} auf die neue Box kopieren und dort 'lem-provision replace box --code …' ausführen",
                $"all values have arrived; copy box.json, {options.AuthorityFile} and {path} to the new box and run 'lem-provision replace box --code …' there"),
            handover);
    }

    /// <param name="handover">From the old box; null: the one in the folder, if there is one.</param>
    public static async Task TakePlaceAsync(Work work, CodeSource source, string? handover, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var access = Work.Access(options);
        var expected = Expected(work, options.IdentityFile, handover);
        using var key = await TpmStep.OpenAsync(work, options.Tpm, create: true, cancellationToken);
        var identity = Work.FindIdentity(options) is { } known && known.PublicKey == key.PublicKeyHex && source is { Code: null, File: null, Image: null }
            ? known
            : await EnrollStep.EnrollAsync(options, access, key, await source.ReadAsync(work, cancellationToken), expected, cancellationToken);
        if (expected is not null && expected != identity.BoxId)
        {
            throw new ProblemException(ProblemId.OtherBox, $"{identity.BoxId}, {work.Say("erwartet", "expected")} {expected}");
        }

        identity.Save(options.IdentityFile);
        var data = new JsonObject { ["boxId"] = identity.BoxId, ["chainAccount"] = identity.ChainAccount, ["replaces"] = expected };
        work.Progress().Done("enroll", data);
        work.Progress().Done("replace-box", data);
        work.Output.Done("box-replaced", Title(work), $"{identity.BoxId} ({identity.ChainAccount})", data);
        if (options.Meters.Count > 0)
        {
            await CheckStep.RunAsync(work, cancellationToken);
        }
    }

    /// <summary>Which box the new one shall be; null if nothing here says.</summary>
    static string? Expected(Work work, string identityFile, string? handover)
    {
        var file = handover ?? Path.Combine(work.Folder, "handover-box.json");
        try
        {
            if (handover is not null || File.Exists(file))
            {
                return JsonNode.Parse(WholeFile.Read(file))?["boxId"]?.ToString();
            }

            // The same device with another TPM, or with a TPM that was cleared.
            return File.Exists(identityFile) ? JsonNode.Parse(WholeFile.Read(identityFile))?["boxId"]?.ToString() : null;
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemId.FileNotReadable, $"{file}: {e.Message}", e);
        }
    }

    static string Title(Work work) => work.Say("Austausch der Box", "Exchange of the box");
}

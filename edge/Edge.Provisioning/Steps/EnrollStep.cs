using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Where the one-time code comes from: given, in a file (<c>-</c>: standard input), or in a picture of its QR code.</summary>
sealed record CodeSource(string? Code, string? File, string? Image)
{
    /// <exception cref="ProblemException">There is none, or it is no code.</exception>
    public async Task<EnrollmentCode> ReadAsync(Work work, CancellationToken cancellationToken)
    {
        var text = Code
            ?? (File is "-" ? await Console.In.ReadLineAsync(cancellationToken) : File is not null ? Encoding.UTF8.GetString(WholeFile.Read(File)) : null)
            ?? (Image is not null ? await FromImageAsync(Image, cancellationToken) : null)
            ?? work.Terminal.Ask("Einmalcode (eintippen oder QR-Code scannen)", "One-time code (type it or scan the QR code)", "--code", mistake: Mistake);
        return EnrollmentCode.TryParse(Bare(text), out var code) ? code : throw new ProblemException(ProblemId.CodeMalformed, "");

        string? Mistake(string typed) => EnrollmentCode.TryParse(Bare(typed), out _) ? null : ProblemCatalogue.Find(ProblemId.CodeMalformed, work.Language).Do;
    }

    /// <summary>A QR code may hold the code alone or as the parameter <c>code</c> of an address.</summary>
    public static string Bare(string text)
    {
        var trimmed = text.Trim();
        var at = trimmed.IndexOf("code=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? trimmed : trimmed[(at + 5)..].Split('&', '#')[0];
    }

    /// <summary>With zbarimg, where it is installed: reading pictures is its trade.</summary>
    static async Task<string> FromImageAsync(string path, CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(path))
        {
            throw new ProblemException(ProblemId.FileNotReadable, path);
        }

        try
        {
            using var decoder = Process.Start(new ProcessStartInfo("zbarimg", ["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", path]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var (output, error) = (decoder.StandardOutput.ReadToEndAsync(cancellationToken), decoder.StandardError.ReadToEndAsync(cancellationToken));
            await decoder.WaitForExitAsync(cancellationToken);
            await error;
            var text = (await output).Split('\n')[0].Trim();
            return text.Length > 0 ? text : throw new ProblemException(ProblemId.QrUnreadable, path);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ProblemException(ProblemId.QrUnreadable, $"zbarimg: {e.Message}", e);
        }
    }
}

/// <summary>Makes the box known to the backend.</summary>
static class EnrollStep
{
    public static async Task RunAsync(Work work, CodeSource source, CancellationToken cancellationToken)
    {
        var options = work.Options();
        var access = Work.Access(options);
        using var key = await TpmStep.OpenAsync(work, options.Tpm, create: true, cancellationToken);
        if (Work.FindIdentity(options) is { } known && known.PublicKey == key.PublicKeyHex && source is { Code: null, File: null, Image: null })
        {
            Say(work, known, work.Say("schon angemeldet", "enrolled already"));
            work.Progress().Done("enroll", Data(known));
            return;
        }

        var code = await source.ReadAsync(work, cancellationToken);
        var identity = await EnrollAsync(options, access, key, code, expectedBox: null, cancellationToken);
        identity.Save(options.IdentityFile);
        Say(work, identity, "");
        work.Progress().Done("enroll", Data(identity));
    }

    /// <summary>Enrols at the first backend that can be asked. The same code again gives the same box to the same TPM: an answer that was lost is asked for again.</summary>
    /// <param name="expectedBox">The box whose place is to be taken; null if it does not matter.</param>
    /// <exception cref="ProblemException">None can be asked, or one refuses.</exception>
    public static async Task<BoxIdentity> EnrollAsync(BoxOptions options, BackendAccess access, BoxKey key, EnrollmentCode code, string? expectedBox, CancellationToken cancellationToken)
    {
        ProblemException? last = null;
        foreach (var address in options.Backends)
        {
            try
            {
                using var backend = BackendConnection.Open(new Uri(address), access);
                return await Enrollment.EnrollAsync(backend, key, code, expectedBox, cancellationToken);
            }
            catch (Exception e) when (Diagnosis.Knows(e))
            {
                last = Diagnosis.Of(e);
                if (last.Id is not (ProblemId.NameUnknown or ProblemId.PortClosed or ProblemId.NoAnswer or ProblemId.BackendUnwell or ProblemId.TlsUntrusted or ProblemId.ProxyFailed))
                {
                    throw last;
                }
            }
        }

        throw last!;
    }

    static void Say(Work work, BoxIdentity identity, string remark) => work.Output.Done(
        "enrolled", work.Say("Angemeldet als Box", "Enrolled as box"), $"{identity.BoxId} ({identity.ChainAccount}){(remark.Length > 0 ? ", " + remark : "")}", Data(identity));

    static JsonObject Data(BoxIdentity identity) => new() { ["boxId"] = identity.BoxId, ["chainAccount"] = identity.ChainAccount, ["chainId"] = identity.ChainId };
}

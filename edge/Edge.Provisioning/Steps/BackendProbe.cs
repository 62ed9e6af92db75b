using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Whether the backends can be reached and are the supplier's. No key is needed for it.</summary>
static class BackendProbe
{
    public static async Task RunAsync(Work work, BoxOptions options, CancellationToken cancellationToken)
    {
        BackendAccess access;
        try
        {
            access = Work.Access(options);
        }
        catch (ProblemException e)
        {
            work.Output.Failed("authority", work.Say("Zertifizierungsstelle", "Authority"), e);
            return;
        }

        DateTimeOffset? theirs = null;
        foreach (var address in options.Backends)
        {
            var data = new JsonObject { ["address"] = address };
            try
            {
                theirs = await ChallengeAsync(new(address), access, cancellationToken) ?? theirs;
                work.Output.Done("backend", "Backend", address, data);
            }
            catch (Exception e) when (Diagnosis.Knows(e))
            {
                var problem = Diagnosis.Of(e);
                var id = options.Proxy is not null && problem.Id is (ProblemId.NameUnknown or ProblemId.PortClosed or ProblemId.NoAnswer) ? ProblemId.ProxyFailed : problem.Id;
                work.Output.Failed("backend", "Backend", new(id, $"{address}: {problem.Detail}", e), data);
            }
        }

        if (theirs is { } instant)
        {
            SystemChecks.Compare(work, instant, work.Time.GetUtcNow());
        }
    }

    /// <summary>Opens a stream as a box does and waits for the challenge.</summary>
    /// <returns>The backend's machine's time, if it says it.</returns>
    static async Task<DateTimeOffset?> ChallengeAsync(Uri address, BackendAccess access, CancellationToken cancellationToken)
    {
        using var backend = BackendConnection.Open(address, access);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            using var call = backend.Client.Connect(cancellationToken: limit.Token);
            if (!await call.ResponseStream.MoveNext(limit.Token) || call.ResponseStream.Current.MessageCase != BackendMessage.MessageOneofCase.Challenge)
            {
                throw new ProblemException(ProblemId.BackendRefused, $"{address}");
            }

            var headers = await call.ResponseHeadersAsync;
            return DateTimeOffset.TryParse(headers.GetValue("date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException(ProblemId.NoAnswer, $"{address}: 20 s");
        }
    }
}

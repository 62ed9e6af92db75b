using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>A call to the register that takes a technician's or operator's token. Without one it is written into a file for the supplier, ready to be made.</summary>
static class SupplierCall
{
    /// <param name="work">What every step works with.</param>
    /// <param name="options">The box's configuration.</param>
    /// <param name="method">Of RegistryService, for the file.</param>
    /// <param name="json">The request in JSON, for the file.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="call">Makes the call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null if the call was made; otherwise the file for the supplier.</returns>
    /// <exception cref="ProblemException">The call was refused, or no backend could be asked.</exception>
    public static async Task<string?> MakeAsync(
        Work work, BoxOptions options, string method, JsonObject json, string file, Func<RegistryService.RegistryServiceClient, Task> call, CancellationToken cancellationToken)
    {
        var path = Path.Combine(work.Folder, file);
        if (work.Token() is not { } token)
        {
            WholeFile.Write(path, Encoding.UTF8.GetBytes(Request(options, method, json)));
            return path;
        }

        var access = Work.Access(options);
        ProblemException? last = null;
        foreach (var address in options.Backends)
        {
            try
            {
                using var backend = BackendConnection.Open(new Uri(address), access);
                await call(backend.Registry(token)).WaitAsync(cancellationToken);
                File.Delete(path);
                return null;
            }
            catch (Exception e) when (Diagnosis.Knows(e))
            {
                last = Diagnosis.Of(e);
                if (last.Id is not (ProblemId.NameUnknown or ProblemId.PortClosed or ProblemId.NoAnswer or ProblemId.BackendUnwell))
                {
                    throw last;
                }
            }
        }

        throw last!;
    }

    static string Request(BoxOptions options, string method, JsonObject json) => $"""
        # For the supplier / für den Versorger: make this call with an operator's or technician's token.
        curl --cacert authority.pem -H "Authorization: Bearer $LEM_TOKEN" --json '{json.ToJsonString()}' {options.Backends[0].TrimEnd('/')}/lem.v1.RegistryService/{method}

        """;
}

using System.ComponentModel.DataAnnotations;
using LocalEnergyMarket.Backend.Mastr.Soap.Sync;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap;

/// <summary>The sync with the register's web service. Without a key file there is none: the register is then filled by imports only.</summary>
public sealed class MastrSoapOptions
{
    /// <summary>The service, without the SOAP version and the port.</summary>
    [Required]
    public string Endpoint { get; set; } = "https://www.marktstammdatenregister.de/MaStRApi/Api.svc/";

    /// <summary>Which SOAP is spoken.</summary>
    public SoapVersion Version { get; set; } = SoapVersion.Soap11;

    /// <summary>File with the web service user's key, from the register's portal. Empty for no sync.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The own market actor, on whose behalf is called (SEM…, SOM…, …).</summary>
    public string ActorNumber { get; set; } = "";

    /// <summary>Follow the units of all of Germany, instead of those below. For the first filling the bulk export is quicker.</summary>
    public bool All { get; set; }

    /// <summary>Follow the units with these postcodes.</summary>
    public IList<string> Postcodes { get; } = [];

    /// <summary>Follow the units of these market actors (ABR…).</summary>
    public IList<string> Operators { get; } = [];

    /// <summary>Follow the units in the grids of these operators (SNB…).</summary>
    public IList<string> GridOperators { get; } = [];

    /// <summary>Follow these units. Those linked to customers are followed anyway.</summary>
    public IList<string> Units { get; } = [];

    /// <summary>Whether gas is followed too.</summary>
    public bool Gas { get; set; }

    /// <summary>Rows a page.</summary>
    [Range(2, 2000)]
    public int PageSize { get; set; } = 2000;

    /// <summary>How long a call may take with its answer, s. A page takes about 4 s; the service hangs at times.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>How far before the last round's start the lists begin, h.</summary>
    [Range(24, 720)]
    public int OverlapHours { get; set; } = 24;

    /// <summary>How often the lists of what is followed are compared whole, d.</summary>
    [Range(1, 365)]
    public int FullEveryDays { get; set; } = 7;

    /// <summary>How often the catalogues are read, d. About 125 calls.</summary>
    [Range(1, 365)]
    public int CataloguesEveryDays { get; set; } = 30;

    /// <summary>Which part of the day's calls is left to others, %.</summary>
    [Range(0, 90)]
    public int ReservePercent { get; set; } = 10;

    /// <summary>How often a call is repeated that failed in passing; the pauses grow from 1 s to 5 min.</summary>
    [Range(0, 20)]
    public int Repetitions { get; set; } = 8;

    /// <summary>How long a maintenance of the service is waited for, h.</summary>
    [Range(0, 72)]
    public int MaintenanceHours { get; set; } = 12;

    /// <summary>What is wrong; null if nothing is. The file of the key is looked at when it is read.</summary>
    public string? Problem()
    {
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address is not { Scheme: "https" or "http" })
        {
            return $"Mastr:Soap:Endpoint '{Endpoint}' is no address: write https://www.marktstammdatenregister.de/MaStRApi/Api.svc/";
        }

        if (address.Scheme == "http" && !address.IsLoopback)
        {
            return "Mastr:Soap:Endpoint is not https: the key would be sent in the clear.";
        }

        if (KeyFile.Length == 0)
        {
            return ActorNumber.Length == 0 ? null : "Mastr:Soap:ActorNumber is given without Mastr:Soap:KeyFile: name the file with the web service user's key, or leave both out.";
        }

        if (!MastrNumber.HasForm(ActorNumber))
        {
            return "Mastr:Soap:ActorNumber is needed with a key: the own market actor's MaStR number, three letters and twelve digits, such as SEM900000000669.";
        }

        return Postcodes.Where(code => code.Length is < 4 or > 12).Select(code => $"Mastr:Soap:Postcodes: '{code}' is no postcode.")
            .Concat(Wrong("Operators", Operators)).Concat(Wrong("GridOperators", GridOperators)).Concat(Wrong("Units", Units)).FirstOrDefault();
    }

    public SyncSettings ToSettings() => new(
        new(All, [.. Postcodes], [.. Operators], [.. GridOperators], [.. Units], Gas),
        RoundRules.Default with { Overlap = TimeSpan.FromHours(OverlapHours), FullEvery = TimeSpan.FromDays(FullEveryDays), CataloguesEvery = TimeSpan.FromDays(CataloguesEveryDays) },
        PatienceRules.Default with { Attempts = Repetitions, LongestMaintenance = TimeSpan.FromHours(MaintenanceHours) },
        PageSize,
        ReservePercent);

    static IEnumerable<string> Wrong(string key, IEnumerable<string> numbers) =>
        numbers.Where(number => !MastrNumber.HasForm(number)).Select(number => $"Mastr:Soap:{key}: '{number}' is no MaStR number (three letters and twelve digits).");
}

using System.ComponentModel.DataAnnotations;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Pruning;
using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Rpc;
using LocalEnergyMarket.Backend.Rpc.Telemetry;
using LocalEnergyMarket.Backend.Server.Forecasts;
using LocalEnergyMarket.Backend.Server.Jobs;
using LocalEnergyMarket.Backend.Server.Jobs.Schedules;
using LocalEnergyMarket.Backend.Server.Mastr;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>
/// The backend's configuration: a JSON file given by <c>--config</c>, overridden by environment variables (<c>LEM_Database</c>,
/// <c>LEM_Chain__Url</c>, …). Checked when the backend starts.
/// </summary>
public sealed class ServerOptions
{
    /// <summary>The market's clock: <c>real</c>, or an accelerated one (MarketClock).</summary>
    public string Clock { get; set; } = "real";

    /// <summary>PostgreSQL, as an Npgsql connection string.</summary>
    [Required]
    public string Database { get; set; } = "";

    /// <summary>The schema that holds everything.</summary>
    public string Schema { get; set; } = "lem";

    [Required]
    public ListenOptions Listen { get; set; } = new();

    [Required]
    public ChainOptions Chain { get; set; } = new();

    [Required]
    public EnrollmentOptions Enrollment { get; set; } = new();

    /// <summary>A JSON file with who may call (docs/configuration.md).</summary>
    [Required]
    public string AccessFile { get; set; } = "";

    /// <summary>How calls are served (docs/rpc.md).</summary>
    [Required]
    public RpcOptions Rpc { get; set; } = new();

    /// <summary>Where traces, metrics and logs go.</summary>
    [Required]
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>What a box's stream may hold.</summary>
    [Required]
    public BoxStreamOptions Boxes { get; set; } = new();

    /// <summary>How jobs are run.</summary>
    [Required]
    public JobsOptions Jobs { get; set; } = new();

    /// <summary>Where forecasts come from and how they cap what is traded.</summary>
    [Required]
    public ForecastOptions Forecasts { get; set; } = new();

    /// <summary>The bulk export of the Marktstammdatenregister.</summary>
    [Required]
    public MastrExportOptions MastrExport { get; set; } = new();

    /// <summary>What starts by itself, besides or instead of what does without configuration.</summary>
    public IList<ScheduleOptions> Schedules { get; } = [];

    /// <summary>How the copy of the Marktstammdatenregister is kept up to date.</summary>
    [Required]
    public MastrOptions Mastr { get; set; } = new();

    /// <summary>How customers' claims on units are handled.</summary>
    [Required]
    public ClaimOptions Claims { get; set; } = new();

    /// <summary>The markets; each balancing group is one.</summary>
    public IList<MarketOptions> Markets { get; } = [];
}

public sealed class ListenOptions
{
    /// <summary>The IP address to listen on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port for calls over TLS: gRPC and JSON.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 8443;

    /// <summary>PEM file: the server's certificate, then its issuers.</summary>
    [Required]
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file: the certificate's private key.</summary>
    [Required]
    public string KeyFile { get; set; } = "";
}

public sealed class BoxStreamOptions
{
    /// <summary>How long a box may take to answer the challenge, s.</summary>
    [Range(1, 600)]
    public int HelloSeconds { get; set; } = 30;

    /// <summary>Messages that may wait for a box to read them.</summary>
    [Range(8, 10_000)]
    public int WaitingMessages { get; set; } = 256;

    /// <summary>Their size together, bytes.</summary>
    [Range(1024, 16 << 20)]
    public int WaitingBytes { get; set; } = 64 << 10;
}

public sealed class ChainOptions
{
    /// <summary>A nodeos, or the embedded development chain.</summary>
    [Required]
    public string Url { get; set; } = "";

    /// <summary>The account that carries the market's contract.</summary>
    public string Contract { get; set; } = "lem.market";

    /// <summary>The account that makes boxes and anchors.</summary>
    public string Operator { get; set; } = "lem.operator";

    /// <summary>The account that may write send_data events.</summary>
    public string Trigger { get; set; } = "lem.trigger";

    /// <summary>File with the operator's active key (K1, PVT_K1_… or WIF).</summary>
    [Required]
    public string OperatorKeyFile { get; set; } = "";

    /// <summary>File with the trigger's active key.</summary>
    [Required]
    public string TriggerKeyFile { get; set; } = "";

    /// <summary>How many entries of the outbox go into one transaction.</summary>
    [Required]
    public BundleOptions Bundles { get; set; } = new();

    /// <summary>How long the contract's tables hold what is anchored.</summary>
    [Required]
    public RetentionOptions Retention { get; set; } = new();
}

public sealed class EnrollmentOptions
{
    /// <summary>Folder with the certificates (PEM, DER) of TPM makers that are trusted.</summary>
    [Required]
    public string RootsFolder { get; set; } = "";

    /// <summary>Whether TPMs in software are taken, for tests and demonstrations: what they keep can be copied.</summary>
    public bool AllowSoftwareTpms { get; set; }
}

public sealed class MarketOptions
{
    /// <summary>The balancing group's EIC.</summary>
    [Required]
    public string BalancingGroup { get; set; } = "";

    /// <summary>What the chain calls it: an EOSIO name that tells nobody anything.</summary>
    [Required]
    public string ChainName { get; set; } = "";

    /// <summary>What the supplier pays for a surplus over what was traded, 10⁻⁵ EUR/kWh.</summary>
    public long SurplusPrice { get; set; }

    /// <summary>What the supplier charges for a deficit, 10⁻⁵ EUR/kWh.</summary>
    public long DeficitPrice { get; set; }

    /// <summary>The processing fee on every deviation, 10⁻⁵ EUR/kWh.</summary>
    public long ProcessingFee { get; set; }

    /// <summary>How long after a timeslot missing readings are waited for, minutes of market time.</summary>
    [Range(0, 100_000)]
    public int GraceMinutes { get; set; } = 60;
}

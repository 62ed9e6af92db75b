using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>Names and HTTP statuses of the codes (Connect Protocol Reference, section Error Codes).</summary>
static class ConnectCodes
{
    static readonly Dictionary<StatusCode, (string Name, int HttpStatus)> Known = new()
    {
        [StatusCode.Cancelled] = ("canceled", 499),
        [StatusCode.Unknown] = ("unknown", 500),
        [StatusCode.InvalidArgument] = ("invalid_argument", 400),
        [StatusCode.DeadlineExceeded] = ("deadline_exceeded", 504),
        [StatusCode.NotFound] = ("not_found", 404),
        [StatusCode.AlreadyExists] = ("already_exists", 409),
        [StatusCode.PermissionDenied] = ("permission_denied", 403),
        [StatusCode.ResourceExhausted] = ("resource_exhausted", 429),
        [StatusCode.FailedPrecondition] = ("failed_precondition", 400),
        [StatusCode.Aborted] = ("aborted", 409),
        [StatusCode.OutOfRange] = ("out_of_range", 400),
        [StatusCode.Unimplemented] = ("unimplemented", 501),
        [StatusCode.Internal] = ("internal", 500),
        [StatusCode.Unavailable] = ("unavailable", 503),
        [StatusCode.DataLoss] = ("data_loss", 500),
        [StatusCode.Unauthenticated] = ("unauthenticated", 401),
    };

    public static string NameOf(StatusCode code) => Of(code).Name;

    public static int HttpStatusOf(StatusCode code) => Of(code).HttpStatus;

    /// <summary>What an HTTP status means that came without a code (the same reference, HTTP to Error Code).</summary>
    public static StatusCode OfHttpStatus(int status) => status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    static (string Name, int HttpStatus) Of(StatusCode code) => Known.TryGetValue(code, out var known) ? known : Known[StatusCode.Unknown];
}

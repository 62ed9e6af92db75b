using System.Net.Sockets;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.OpenEms;
using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Edge.Provisioning.Problems;

/// <summary>Which class of problem a failure belongs to.</summary>
static class Diagnosis
{
    /// <summary>Whether a failure is of the box's parts and not a mistake of this program.</summary>
    public static bool Knows(Exception failure) =>
        failure is ProblemException or LemException or IdentityException or TpmException or MeterException or OpenEmsException or JournalException or IOException or UnauthorizedAccessException;

    public static ProblemException Of(Exception failure) => failure switch
    {
        ProblemException known => known,
        LemException call => OfCall(call),
        OtherBoxException => New(ProblemId.OtherBox, failure),
        IdentityException { InnerException: { } inner } when Knows(inner) => With(Of(inner), failure.Message),
        TpmException or InvalidOperationException => OfTpm(failure),
        MeterException or OpenEmsException => OfMeter(failure),
        JournalException => OfJournal(failure),
        TpmUnreachableException tpm => New(OfState(tpm.State), failure),
        JournalUnavailableException when failure.Message.Contains("no space", StringComparison.Ordinal) => New(ProblemId.DiskFull, failure),
        IOException or UnauthorizedAccessException => New(ProblemId.FileNotWritable, failure),
        IdentityException when failure.Message.Contains("signing key", StringComparison.Ordinal) => New(ProblemId.KeyMissing, failure),
        IdentityException when failure.Message.Contains("endorsement", StringComparison.Ordinal) => New(ProblemId.EndorsementMissing, failure),
        IdentityException => New(ProblemId.AttestationFailed, failure),
        _ => New(ProblemId.BackendRefused, failure),
    };

    /// <summary>The problem that a state of the TPM is; null if it is none.</summary>
    public static string? Of(TpmState state) => state is TpmState.Ready ? null : OfState(state);

    static string OfState(TpmState state) => state switch
    {
        TpmState.Absent => ProblemId.TpmAbsent,
        TpmState.NoPermission => ProblemId.TpmNoPermission,
        TpmState.LockedOut => ProblemId.TpmLockedOut,
        TpmState.NotStarted or TpmState.Busy => ProblemId.TpmNotStarted,
        TpmState.KeyMissing => ProblemId.KeyMissing,
        TpmState.KeyOther => ProblemId.KeyOther,
        _ => ProblemId.TpmDamaged,
    };

    static ProblemException OfTpm(Exception failure) => New(
        failure is TpmException { Rc: TpmRc.Lockout } ? ProblemId.TpmLockedOut
        : failure is TpmException { Rc: TpmRc.Initialize } ? ProblemId.TpmNotStarted
        : ProblemId.TpmDamaged,
        failure);

    static ProblemException OfJournal(Exception failure) => New(
        failure.Message.Contains("in use", StringComparison.Ordinal) ? ProblemId.DaemonRuns
        : ProblemId.JournalDamaged,
        failure);

    /// <summary>A meter says little of itself: whether anybody is there, whether under this unit, and whether its registers are the type's.</summary>
    static ProblemException OfMeter(Exception failure) => failure switch
    {
        OpenEmsException or { InnerException: OpenEmsException } => New(ProblemId.OpenEmsRefused, failure),
        { InnerException: ModbusException { Code: ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond } } => New(ProblemId.UnitWrong, failure),
        { InnerException: ModbusException } => New(ProblemId.TypeWrong, failure),
        { InnerException: ModbusTransportException { Failure: ModbusTransportFailure.TimedOut } } => New(ProblemId.UnitWrong, failure),
        { InnerException: ModbusTransportException { Failure: ModbusTransportFailure.Unreachable } line } when line.Message.Contains("serial device", StringComparison.Ordinal) => New(ProblemId.LineNotUsable, failure),
        _ => New(ProblemId.MeterSilent, failure),
    };

    static ProblemException OfCall(LemException call) => New(
        call.Reason switch
        {
            "ENROLLMENT_CODE_MALFORMED" => ProblemId.CodeMalformed,
            "ENROLLMENT_CODE_UNKNOWN" or "ENROLLMENT_CODE_USED" or "ENROLLMENT_UNKNOWN" => ProblemId.CodeUnknown,
            "ENDORSEMENT_CERTIFICATE_UNTRUSTED" => ProblemId.MakerUntrusted,
            "TPM_REVOKED" => ProblemId.TpmRevoked,
            "TPM_TAKEN" => ProblemId.TpmTaken,
            "SIGNING_KEY_USED" => ProblemId.KeyUsedBefore,
            "SECRET_WRONG" or "SIGNATURE_INVALID" or "SIGNING_KEY_UNFIT" or "SIGNING_KEY_UNREADABLE" or "ENDORSEMENT_KEY_UNFIT" or "ENDORSEMENT_KEY_UNREADABLE"
                or "ENDORSEMENT_CERTIFICATE_UNFIT" or "ENDORSEMENT_CERTIFICATE_UNREADABLE" => ProblemId.AttestationFailed,
            "HELLO_REFUSED" or "BOX_REVOKED" or "BOX_UNKNOWN" => ProblemId.BoxRefused,
            "UNIT_UNKNOWN" => ProblemId.UnitUnknown,
            "METER_TAKEN" => ProblemId.MeterAtOtherBox,
            "METER_NOT_LINKED" => ProblemId.LinkMissing,
            "EXCHANGE_INVALID" => ProblemId.ExchangeRefused,
            "TOKEN_MISSING" or "TOKEN_UNKNOWN" or "ROLE_NOT_ALLOWED" => ProblemId.TokenRefused,
            "TOO_MANY_TRIES" or "TOO_MANY_CALLS" => ProblemId.TooManyTries,
            "DATABASE_UNREACHABLE" or "CHAIN_UNREACHABLE" or "INTERNAL" => ProblemId.BackendUnwell,
            _ => OfConnection(call),
        },
        call,
        call.Reason.Length > 0 ? $"{call.Reason}: {call.Message}" : call.Message);

    static string OfConnection(LemException call) => call switch
    {
        UntrustedServerException => ProblemId.TlsUntrusted,
        _ when Causes(call).OfType<SocketException>().FirstOrDefault() is { } socket => socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ProblemId.NameUnknown,
            SocketError.ConnectionRefused => ProblemId.PortClosed,
            _ => ProblemId.NoAnswer,
        },
        _ when Causes(call).OfType<HttpRequestException>().Any(e => e.HttpRequestError == HttpRequestError.ProxyTunnelError) => ProblemId.ProxyFailed,
        _ when Causes(call).OfType<System.Security.Authentication.AuthenticationException>().Any() => ProblemId.TlsUntrusted,
        DeadlineException => ProblemId.NoAnswer,
        UnavailableException when Causes(call).Any(e => e is TimeoutException or OperationCanceledException) => ProblemId.NoAnswer,
        UnavailableException => ProblemId.BackendUnwell,
        _ => ProblemId.BackendRefused,
    };

    static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = (cause as Grpc.Core.RpcException)?.Status.DebugException ?? cause.InnerException)
        {
            yield return cause;
        }
    }

    static ProblemException New(string id, Exception failure, string? detail = null) => new(id, detail ?? failure.Message, failure);

    static ProblemException With(ProblemException problem, string detail) =>
        detail.Contains(problem.Detail, StringComparison.Ordinal) ? new(problem.Id, detail, problem.InnerException) : problem;
}

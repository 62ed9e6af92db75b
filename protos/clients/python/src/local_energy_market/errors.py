"""What a call can fail with. Every error has the gRPC code, and what the backend said about it (google.rpc.Status)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import DecodeError, Message

from .rpc import error_details_pb2, status_pb2

_DETAILS = "grpc-status-details-bin"


@dataclass(frozen=True)
class FieldViolation:
    """A field of the request that the backend did not take."""

    field: str
    """Its path in the request, for example `unit_numbers[2]`."""
    description: str
    """What is wrong with it, and what would be right."""
    reason: str
    """Why, as a constant that a program can act on; may be empty."""


class MarketError(Exception):
    """A call that failed. `__cause__` is gRPC's own error."""

    def __init__(
        self, code: grpc.StatusCode, message: str, *, request_id: str = "", reason: str = "", domain: str = "", metadata: Mapping[str, str] | None = None,
        field_violations: Sequence[FieldViolation] = (), retry_delay: float | None = None, details: Sequence[Message] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.request_id = request_id
        """Finds the call in the backend's log: say it when you report the error."""
        self.reason = reason
        """Why, as a constant that a program can act on; empty if the backend gave none."""
        self.domain = domain
        """Who defines the reason."""
        self.metadata = dict(metadata or {})
        """What the reason is about."""
        self.field_violations = tuple(field_violations)
        self.retry_delay = retry_delay
        """The least pause before the next try, s; None if the backend said nothing."""
        self.details = tuple(details)
        """Everything that the backend sent, messages of `local_energy_market.rpc.error_details_pb2`."""

    def __str__(self) -> str:
        parts = [f"{self.code.name}: {self.message}"]
        parts += [f"{violation.field}: {violation.description}" for violation in self.field_violations if violation.description not in self.message]
        return "; ".join(parts) + (f" (request {self.request_id})" if self.request_id else "")


class InvalidArgument(MarketError):
    """The request itself is wrong; `field_violations` says where."""


class NotFound(MarketError):
    """There is none, or not yet."""


class AlreadyExists(MarketError):
    """Something else has this name already."""


class FailedPrecondition(MarketError):
    """The state of the market does not allow it, for example because the gate is closed."""


class PermissionDenied(MarketError):
    """The caller's role may not do this."""


class Unauthenticated(MarketError):
    """The backend does not know the token."""


class ResourceExhausted(MarketError):
    """Too many calls, or too large a message."""


class Unavailable(MarketError):
    """No backend could be reached, or it is stopping."""


class DeadlineExceeded(MarketError):
    """No answer came in time. Whether the call took effect is not known."""


class Cancelled(MarketError):
    """The call was given up."""


class Aborted(MarketError):
    """Somebody else changed the same thing at the same time."""


class OutOfRange(MarketError):
    """The request goes beyond what there is."""


class Unimplemented(MarketError):
    """This backend does not have the method: it is older than the client."""


class InternalError(MarketError):
    """A fault of the backend."""


class DataLoss(MarketError):
    """Stored data is damaged."""


class UnknownError(MarketError):
    """An error that says no more."""


_CLASSES: Mapping[grpc.StatusCode, type[MarketError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgument,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExists,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPrecondition,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhausted,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    grpc.StatusCode.CANCELLED: Cancelled,
    grpc.StatusCode.ABORTED: Aborted,
    grpc.StatusCode.OUT_OF_RANGE: OutOfRange,
    grpc.StatusCode.UNIMPLEMENTED: Unimplemented,
    grpc.StatusCode.INTERNAL: InternalError,
    grpc.StatusCode.DATA_LOSS: DataLoss,
    grpc.StatusCode.UNKNOWN: UnknownError,
}


def from_rpc(error: Any, address: str, correlation_id: str) -> MarketError:
    """What gRPC raised, plain or in asyncio, as an error of this package."""
    code, message = error.code(), error.details() or ""
    status = _status(error.trailing_metadata() or ())
    details = [found for found in map(_unpacked, status.details) if found is not None] if status else []
    if code == grpc.StatusCode.UNAVAILABLE and not details:
        message = f"{address}: {message}"
        message += _hint(message)
    known: dict[str, Any] = {"request_id": correlation_id, "details": details}
    for detail in details:
        if isinstance(detail, error_details_pb2.ErrorInfo):
            known.update(reason=detail.reason, domain=detail.domain, metadata=detail.metadata)
        elif isinstance(detail, error_details_pb2.RequestInfo):
            known.update(request_id=detail.request_id)
        elif isinstance(detail, error_details_pb2.RetryInfo):
            known.update(retry_delay=detail.retry_delay.ToNanoseconds() / 1e9)
        elif isinstance(detail, error_details_pb2.BadRequest):
            known.update(field_violations=[FieldViolation(found.field, found.description, found.reason) for found in detail.field_violations])
    return _CLASSES.get(code, UnknownError)(code, message, **known)


def _hint(message: str) -> str:
    if "Hostname Verification" in message or "Peer name" in message:
        return " (the server's certificate is for another name)"
    if "handshake failed" in message:
        return " (probably the server's certificate is not signed by the given authorities)"
    return ""


def _status(metadata: Any) -> status_pb2.Status | None:
    for key, value in metadata:
        if key == _DETAILS:
            try:
                return status_pb2.Status.FromString(value)
            except DecodeError:
                return None
    return None


def _unpacked(detail: Any) -> Message | None:
    # By the name alone: the class here has another full name than the standard one (build.py says why).
    package, _, name = detail.type_url.rpartition("/")[2].rpartition(".")
    kind = getattr(error_details_pb2, name, None) if package == "google.rpc" else None
    try:
        return kind.FromString(detail.value) if kind else None
    except DecodeError:
        return None

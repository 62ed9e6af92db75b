from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import grpc

from .methods import ALL

UPLOAD_SECONDS = 600.0
CONNECT_SECONDS = 5.0
CORRELATION_HEADER = "x-request-id"
_DEFAULT_PORT = 443
Token = str | Callable[[], str]


@dataclass(frozen=True)
class Settings:
    """How to reach the backend; `connect` explains each."""

    addresses: tuple[str, ...]
    credentials: grpc.ChannelCredentials
    timeout: float
    options: tuple[tuple[str, object], ...]

    @staticmethod
    def of(addresses: str | Sequence[str], token: Token | None, authorities: str | os.PathLike[str] | bytes | None, timeout: float, keep_alive: float, largest_message: int) -> Settings:
        places = tuple(_place(address) for address in ([addresses] if isinstance(addresses, str) else addresses))
        if not places:
            raise ValueError("no address is given")
        if timeout <= 0:
            raise ValueError(f"the time-out is {timeout} s; it must be more than 0")
        return Settings(places, _credentials(token, authorities), timeout, _options(keep_alive, largest_message))


def _place(address: str) -> str:
    """host:port of an address, which may be an https URL."""
    place = address.removeprefix("https://").rstrip("/")
    host, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        host, port = place, str(_DEFAULT_PORT)
    if not host or "/" in place or not port.isdecimal() or not 0 < int(port) < 65536 or (":" in host and not host.startswith("[")):
        raise ValueError(f"{address!r} is no address; it is host:port or https://host:port, an IPv6 address in brackets")
    return f"{host}:{port}"


def _credentials(token: Token | None, authorities: str | os.PathLike[str] | bytes | None) -> grpc.ChannelCredentials:
    roots = authorities if authorities is None or isinstance(authorities, bytes) else Path(authorities).read_bytes()
    if roots is not None and b"-----BEGIN CERTIFICATE-----" not in roots:
        raise ValueError(f"{'the given bytes hold' if isinstance(authorities, bytes) else f'{authorities} holds'} no certificate in PEM form")
    transport = grpc.ssl_channel_credentials(root_certificates=roots)
    if token is None:
        return transport
    if isinstance(token, str):
        _check(token)
    # Credentials of the call: gRPC itself never sends them over a connection without TLS.
    return grpc.composite_channel_credentials(transport, grpc.metadata_call_credentials(_Bearer(token), "bearer"))


class _Bearer(grpc.AuthMetadataPlugin):
    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self, context: grpc.AuthMetadataContext, callback: grpc.AuthMetadataPluginCallback) -> None:
        try:
            token = self._token if isinstance(self._token, str) else _check(self._token())
        except Exception as error:  # noqa: BLE001 -- gRPC ends the call with it
            callback((), error)
        else:
            callback((("authorization", f"Bearer {token}"),), None)


def _check(token: str) -> str:
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("the token must be printable ASCII without spaces; is there a line break at the end of the file it came from?")
    return token


def _options(keep_alive: float, largest_message: int) -> tuple[tuple[str, object], ...]:
    return (
        ("grpc.primary_user_agent", f"local-energy-market-python/{_version()}"),
        ("grpc.service_config", service_config()),
        ("grpc.enable_retries", 1),
        ("grpc.keepalive_time_ms", int(keep_alive * 1000)),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        # How long one attempt to connect may take, and how soon and how seldom it is made again (each with gRPC's jitter of 20 %).
        ("grpc.min_reconnect_backoff_ms", int(CONNECT_SECONDS * 1000)),
        ("grpc.initial_reconnect_backoff_ms", 500),
        ("grpc.max_reconnect_backoff_ms", 30_000),
        ("grpc.max_receive_message_length", largest_message),
    )


def service_config() -> str:
    """Retries by gRPC itself, for the methods that the protos call idempotent or without side effects and for no other."""
    return json.dumps({
        "methodConfig": [{
            "name": [{"service": method.service, "method": method.name} for method in ALL if method.repeatable],
            "retryPolicy": {
                "maxAttempts": 4, "initialBackoff": "0.2s", "maxBackoff": "2s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE", "ABORTED"],
            },
        }] if any(method.repeatable for method in ALL) else [],
        "retryThrottling": {"maxTokens": 20, "tokenRatio": 0.2},
    })


def correlation(given: str | None) -> str:
    """The id under which the backend logs the call: the caller's, or a new one."""
    if given is None:
        return str(uuid.uuid4())
    if not re.fullmatch(r"[A-Za-z0-9_.:/+=-]{1,128}", given):
        raise ValueError(f"{given!r} is no correlation id; it is 1 to 128 letters, digits and -_.:/+=")
    return given


def _version() -> str:
    try:
        return version("local_energy_market_client")
    except PackageNotFoundError:
        return "0"

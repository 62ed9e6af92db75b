"""The entry: `connect`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import TracebackType

from ._calls import Caller
from ._settings import Settings, Token
from .services import Services


class Market(Services):
    """The services of the market over shared connections; see `connect`."""

    def __init__(self, settings: Settings) -> None:
        self._caller = Caller(settings)
        super().__init__(self._caller)

    def close(self) -> None:
        """Ends the calls that run, and the connections."""
        self._caller.close()

    def __enter__(self) -> Market:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def connect(
    addresses: str | Sequence[str], *, token: Token | None = None, authorities: str | os.PathLike[str] | bytes | None = None,
    timeout: float = 30.0, keep_alive: float = 60.0, largest_message: int = 64 << 20,
) -> Market:
    """A client of the market. It connects with the first call, and threads may share it; close it, or use it in `with`.

    Args:
        addresses: host:port or https://host:port of the backends; the next is tried when one does not answer. Each must show a
            certificate for its own name.
        token: Says who calls; or a function that gives the token that is valid now.
        authorities: The certificates (PEM: a file, or the bytes) that alone may have signed the backend's; the system's are not trusted
            then. None: the system's.
        timeout: Seconds that a call may take with all its attempts, where the call says nothing else. An upload: 600 s.
        keep_alive: Seconds without traffic after which the connection is tried.
        largest_message: Bytes that an answer may have.
    """
    return Market(Settings.of(addresses, token, authorities, timeout, keep_alive, largest_message))

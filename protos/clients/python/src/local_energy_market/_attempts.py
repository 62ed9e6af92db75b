from __future__ import annotations

import logging
import random
import time
from typing import Any

import grpc

from ._method import Method
from .errors import MarketError

_LOG = logging.getLogger("local_energy_market")
_MOST_PAUSES = 5


class Attempts:
    """One call and what may be tried again of it, beyond what gRPC tries itself on one connection: another address, and later, if the backend says when."""

    def __init__(self, method: Method[Any], addresses: int, timeout: float | None) -> None:
        self._method = method
        self._end = None if timeout is None else time.monotonic() + timeout
        self._untried = addresses - 1
        self._pauses = 0

    @property
    def remaining(self) -> float | None:
        """Seconds to the deadline."""
        return None if self._end is None else max(self._end - time.monotonic(), 0.001)

    def next_address(self) -> bool:
        """Whether there is one that this call has not tried."""
        self._untried -= 1
        return self._untried >= 0

    def moves(self, error: MarketError) -> bool:
        """Whether to try the next address: nothing can happen twice, and this one does not answer."""
        return self._method.repeatable and error.code == grpc.StatusCode.UNAVAILABLE and self.next_address()

    def pause(self, error: MarketError) -> float | None:
        """Seconds until the same call is made again; None if it is not. A call that was one too many was not made, whatever the method."""
        refused = error.code == grpc.StatusCode.RESOURCE_EXHAUSTED or (self._method.repeatable and error.code == grpc.StatusCode.UNAVAILABLE)
        if error.retry_delay is None or not refused or self._pauses == _MOST_PAUSES:
            return None
        pause = error.retry_delay * random.uniform(1, 1.2)  # noqa: S311 -- jitter
        remaining = self.remaining
        if remaining is not None and pause >= remaining:
            return None
        self._pauses += 1
        _LOG.info("%s is tried again in %.3f s: %s", self._method.path, pause, error)
        return pause

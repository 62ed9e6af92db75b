"""The client for asyncio: the same calls, awaited.

    async with connect(["market.example:8443"], token=TOKEN, authorities="ca.pem") as market:
        async for unit in market.registry.iter_units(postcode="01067"):
            print(unit.unit_number, unit.gross_power_w)

A task that is cancelled ends its call at the backend too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import TracebackType

from .._settings import Settings, Token
from ._calls import Caller, Stream
from .services import Services

__all__ = ["Market", "Stream", "connect"]


class Market(Services):
    """The services of the market over shared connections; see `connect`."""

    def __init__(self, settings: Settings) -> None:
        self._caller = Caller(settings)
        super().__init__(self._caller)

    async def close(self) -> None:
        """Ends the calls that run, and the connections."""
        await self._caller.close()

    async def __aenter__(self) -> Market:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()


def connect(
    addresses: str | Sequence[str], *, token: Token | None = None, authorities: str | os.PathLike[str] | bytes | None = None,
    timeout: float = 30.0, keep_alive: float = 60.0, largest_message: int = 64 << 20,
) -> Market:
    """As `local_energy_market.connect`; called where an event loop runs."""
    return Market(Settings.of(addresses, token, authorities, timeout, keep_alive, largest_message))

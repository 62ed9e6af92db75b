"""Client of the Local Energy Market.

    from local_energy_market import connect

    with connect(["market.example:8443"], token=TOKEN, authorities="ca.pem") as market:
        for unit in market.registry.iter_units(postcode="01067"):
            print(unit.unit_number, unit.gross_power_w)

`local_energy_market.aio` is the same for asyncio. The messages are in `local_energy_market.v1`.
"""

from ._calls import Stream
from .client import Market, connect
from .errors import (
    Aborted,
    AlreadyExists,
    Cancelled,
    DataLoss,
    DeadlineExceeded,
    FailedPrecondition,
    FieldViolation,
    InternalError,
    InvalidArgument,
    MarketError,
    NotFound,
    OutOfRange,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    UnknownError,
)
from .quantities import Timeslot, euros, euros_per_kilowatt_hour, kilowatt_hours, millicents_per_kilowatt_hour, watt_hours

__all__ = [
    "Aborted",
    "AlreadyExists",
    "Cancelled",
    "DataLoss",
    "DeadlineExceeded",
    "FailedPrecondition",
    "FieldViolation",
    "InternalError",
    "InvalidArgument",
    "Market",
    "MarketError",
    "NotFound",
    "OutOfRange",
    "PermissionDenied",
    "ResourceExhausted",
    "Stream",
    "Timeslot",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "UnknownError",
    "connect",
    "euros",
    "euros_per_kilowatt_hour",
    "kilowatt_hours",
    "millicents_per_kilowatt_hour",
    "watt_hours",
]

"""Energy, prices, money and timeslots as the wire has them, converted exactly. Floating point is refused: 0.1 is not a tenth there."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Context, Decimal, Inexact

SECONDS = 900
_LARGEST = 2**63 - 1
_EXACT = Context(prec=60, traps=[Inexact])


class Timeslot(int):
    """A quarter of an hour, named by its start in seconds since 1970 UTC; it is that number, so that it can be given to every field."""

    def __new__(cls, start: int) -> Timeslot:
        if isinstance(start, float) or start % SECONDS != 0:
            raise ValueError(f"a timeslot starts at a whole number of seconds since 1970 that is a multiple of {SECONDS}, not at {start}")
        return super().__new__(cls, start)

    @classmethod
    def of(cls, start: datetime) -> Timeslot:
        """The timeslot that starts at this instant.

        Raises:
            ValueError: The time has no time zone, or no timeslot starts there.
        """
        seconds = _seconds(start)
        if seconds != int(seconds) or int(seconds) % SECONDS != 0:
            raise ValueError(f"no timeslot starts at {start.isoformat()}: they start at the full quarter hour; Timeslot.containing gives the one around an instant")
        return cls(int(seconds))

    @classmethod
    def containing(cls, instant: datetime) -> Timeslot:
        """The timeslot that this instant lies in.

        Raises:
            ValueError: The time has no time zone.
        """
        return cls(int(_seconds(instant) // SECONDS) * SECONDS)

    @property
    def start(self) -> datetime:
        """The first instant of it, in UTC."""
        return datetime.fromtimestamp(int(self), timezone.utc)

    @property
    def end(self) -> datetime:
        """The first instant after it, in UTC."""
        return datetime.fromtimestamp(int(self) + SECONDS, timezone.utc)

    def plus(self, timeslots: int) -> Timeslot:
        """The timeslot so many after this one, or before it if the number is negative."""
        return Timeslot(int(self) + timeslots * SECONDS)

    def __repr__(self) -> str:
        return f"Timeslot({int(self)})"


def watt_hours(kilowatt_hours: Decimal | int | str) -> int:
    """Wh of an amount in kWh.

    Raises:
        ValueError: It is no whole number of watt-hours.
    """
    return _whole(kilowatt_hours, 3, "kWh", "Wh")


def millicents_per_kilowatt_hour(euros_per_kilowatt_hour: Decimal | int | str) -> int:
    """The wire's price (10⁻⁵ EUR/kWh) of a price in EUR/kWh.

    Raises:
        ValueError: It has more than five decimal places.
    """
    return _whole(euros_per_kilowatt_hour, 5, "EUR/kWh", "10⁻⁵ EUR/kWh")


def kilowatt_hours(watt_hours: int) -> Decimal:
    """kWh of an amount in Wh."""
    return Decimal(watt_hours).scaleb(-3, _EXACT)


def euros_per_kilowatt_hour(millicents: int) -> Decimal:
    """EUR/kWh of the wire's price."""
    return Decimal(millicents).scaleb(-5, _EXACT)


def euros(microcents: int) -> Decimal:
    """EUR of the wire's money (10⁻⁸ EUR)."""
    return Decimal(microcents).scaleb(-8, _EXACT)


def _whole(amount: Decimal | int | str, places: int, unit: str, fine_unit: str) -> int:
    if isinstance(amount, float) or not isinstance(amount, (Decimal, int, str)):
        raise TypeError(f"an amount in {unit} is a Decimal, an int or a str, not a {type(amount).__name__}")
    try:
        fine = Decimal(amount).scaleb(places, _EXACT)
        whole = int(fine)
    except (ArithmeticError, ValueError):
        raise ValueError(f"{amount} is no amount in {unit}") from None
    if fine != whole:
        raise ValueError(f"{amount} {unit} is finer than 1 {fine_unit}")
    if not -_LARGEST - 1 <= whole <= _LARGEST:
        raise ValueError(f"{amount} {unit} is more than the wire can carry")
    return whole


def _seconds(instant: datetime) -> Decimal:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; timeslots are in UTC: give it one, for example tzinfo=timezone.utc")
    return Decimal((instant - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)) / 1_000_000

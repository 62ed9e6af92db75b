from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

Answer = TypeVar("Answer", bound=Message)


@dataclass(frozen=True, eq=False)
class Method(Generic[Answer]):
    """A method of a service."""

    service: str
    name: str
    takes: type[Message]
    answers: type[Answer]
    repeatable: bool
    """Whether a second call changes nothing that the first has not (idempotency_level in the protos)."""

    @property
    def path(self) -> str:
        return f"/{self.service}/{self.name}"

    def request(self, given: Message | None, fields: Mapping[str, Any]) -> Message:
        """The request from a message or from fields. A request_id that is missing is chosen, so that the call can be repeated."""
        said = {name: _to_wire(name, value) for name, value in fields.items() if value is not None}
        if given is None:
            request = self.takes(**said)
        elif said:
            raise TypeError(f"{self.name} takes a {self.takes.DESCRIPTOR.name} or its fields, not both")
        elif not isinstance(given, self.takes):
            raise TypeError(f"{self.name} takes a {self.takes.DESCRIPTOR.name}, not a {type(given).__name__}")
        else:
            request = self.takes()
            request.CopyFrom(given)
        if getattr(request, "request_id", None) == "":
            setattr(request, "request_id", str(uuid.uuid4()))  # noqa: B010 -- not every request has one
        return request


def _to_wire(name: str, value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(f"{name}: {value.isoformat()} has no time zone")
    timestamp = Timestamp()
    timestamp.FromDatetime(value)
    return timestamp

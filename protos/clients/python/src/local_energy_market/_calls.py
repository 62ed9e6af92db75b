from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message

from ._attempts import Attempts
from ._files import Readable, chunks, opened
from ._method import Method
from ._settings import CONNECT_SECONDS, CORRELATION_HEADER, UPLOAD_SECONDS, Settings, correlation
from .errors import Cancelled, from_rpc

Answer = TypeVar("Answer")
Answered = TypeVar("Answered", bound=Message)


class Caller:
    """Makes the calls of all services: over the address that answered last, with its attempts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._channels = [grpc.secure_channel(f"dns:///{address}", settings.credentials, settings.options) for address in settings.addresses]
        self._current = 0
        self._closed = threading.Event()

    def close(self) -> None:
        """Ends the calls that run, and the connections."""
        self._closed.set()
        for channel in self._channels:
            channel.close()

    def unary(self, method: Method[Answered], request: Message | None, fields: Mapping[str, Any], timeout: float | None, correlation_id: str | None) -> Answered:
        message = method.request(request, fields)
        named = correlation(correlation_id)
        attempts = self._attempts(method, timeout or self._settings.timeout)
        while True:
            current = self._current if method.repeatable else self._connected(attempts)
            call = self._channels[current].unary_unary(method.path, method.takes.SerializeToString, method.answers.FromString)
            try:
                return call(message, timeout=attempts.remaining, metadata=[(CORRELATION_HEADER, named)])
            except grpc.RpcError as raised:
                error = from_rpc(raised, self._settings.addresses[current], named)
                if attempts.moves(error):
                    self._leave(current)
                    continue
                pause = attempts.pause(error)
                if pause is None:
                    raise error from raised
                if self._closed.wait(pause):
                    raise _closed() from raised

    def pages(self, method: Method[Any], items: str, request: Message | None, fields: Mapping[str, Any], timeout: float | None, correlation_id: str | None) -> Iterator[Any]:
        message: Any = method.request(request, fields)
        while True:
            page = self.unary(method, message, {}, timeout, correlation_id)
            yield from getattr(page, items)
            if not page.next_page_token:
                return
            message.page_token = page.next_page_token

    def upload(self, method: Method[Answered], file: Readable, name: str | None, timeout: float | None, correlation_id: str | None) -> Answered:
        named = correlation(correlation_id)
        attempts = self._attempts(method, timeout or UPLOAD_SECONDS)
        with opened(file) as source:
            current = self._connected(attempts)
            sending = _Sending(chunks(source, name))
            call = self._channels[current].stream_unary(method.path, method.takes.SerializeToString, method.answers.FromString)
            try:
                return call(sending, timeout=attempts.remaining, metadata=[(CORRELATION_HEADER, named)])
            except grpc.RpcError as raised:
                if sending.failure is not None:
                    raise sending.failure from None
                raise from_rpc(raised, self._settings.addresses[current], named) from raised
            finally:
                sending.finish()

    def stream(self, method: Method[Answered], messages: Iterable[Message], timeout: float | None, correlation_id: str | None) -> Stream[Answered]:
        named = correlation(correlation_id)
        attempts = self._attempts(method, timeout)
        current = self._connected(attempts)
        call = self._channels[current].stream_stream(method.path, method.takes.SerializeToString, method.answers.FromString)
        sending = _Sending(iter(messages))
        return Stream[Answered](call(sending, timeout=attempts.remaining, metadata=[(CORRELATION_HEADER, named)]), sending, self._settings.addresses[current], named)

    def answers(self, method: Method[Answered], request: Message | None, fields: Mapping[str, Any], timeout: float | None, correlation_id: str | None) -> Stream[Answered]:
        message = method.request(request, fields)
        named = correlation(correlation_id)
        attempts = self._attempts(method, timeout)
        current = self._connected(attempts)
        call = self._channels[current].unary_stream(method.path, method.takes.SerializeToString, method.answers.FromString)
        return Stream[Answered](
            call(message, timeout=attempts.remaining, metadata=[(CORRELATION_HEADER, named)]), _Sending(iter(())), self._settings.addresses[current], named
        )

    def _attempts(self, method: Method[Any], timeout: float | None) -> Attempts:
        if self._closed.is_set():
            raise _closed()
        return Attempts(method, len(self._channels), timeout)

    def _leave(self, address: int) -> None:
        if self._current == address:
            self._current = (address + 1) % len(self._channels)

    def _connected(self, attempts: Attempts) -> int:
        """An address that answers, for a call that must not be made twice; the current one if none does, whose error is then the call's."""
        first = current = self._current
        if len(self._channels) == 1:
            return current
        while not _connects(self._channels[current], min(CONNECT_SECONDS, attempts.remaining or CONNECT_SECONDS)):
            if not attempts.next_address():
                return first
            self._leave(current)
            current = (current + 1) % len(self._channels)
        return current


class Stream(Generic[Answer]):
    """The answers of a call that stays open. Leaving `with`, or `cancel`, ends it."""

    def __init__(self, call: Any, sending: _Sending, address: str, correlation_id: str) -> None:
        self._call, self._sending, self._address, self._correlation_id = call, sending, address, correlation_id

    def __iter__(self) -> Iterator[Answer]:
        return self

    def __next__(self) -> Answer:
        try:
            return next(self._call)
        except grpc.RpcError as raised:
            if self._sending.failure is not None:
                raise self._sending.failure from None
            raise from_rpc(raised, self._address, self._correlation_id) from raised

    def cancel(self) -> None:
        self._sending.stop()
        self._call.cancel()

    def __enter__(self) -> Stream[Answer]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cancel()


class _Sending:
    """What a call sends. gRPC reads it on a thread of its own, where an error of the source would only be logged: it is kept for the caller."""

    def __init__(self, messages: Iterator[Any]) -> None:
        self._messages = messages
        self._lock = threading.Lock()
        self._stopped = False
        self.failure: Exception | None = None

    def stop(self) -> None:
        self._stopped = True

    def finish(self) -> None:
        """Once it returns, nothing is read of the source any more, so that a file can be closed."""
        self.stop()
        with self._lock:
            pass

    def __iter__(self) -> _Sending:
        return self

    def __next__(self) -> Any:
        with self._lock:
            if self._stopped:
                raise StopIteration
            try:
                return next(self._messages)
            except StopIteration:
                raise
            except Exception as error:
                self.failure = error
                raise


def _connects(channel: grpc.Channel, seconds: float) -> bool:
    settled = threading.Event()
    states: list[grpc.ChannelConnectivity] = []

    def on_change(state: grpc.ChannelConnectivity) -> None:
        if state in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.TRANSIENT_FAILURE):
            states.append(state)
            settled.set()

    channel.subscribe(on_change, try_to_connect=True)
    try:
        settled.wait(seconds)
    finally:
        channel.unsubscribe(on_change)
    return bool(states) and states[0] == grpc.ChannelConnectivity.READY


def _closed() -> Cancelled:
    return Cancelled(grpc.StatusCode.CANCELLED, "the client is closed")

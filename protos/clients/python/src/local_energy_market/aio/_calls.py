from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message

from .._attempts import Attempts
from .._files import Readable, chunks, opened
from .._method import Method
from .._settings import CONNECT_SECONDS, CORRELATION_HEADER, UPLOAD_SECONDS, Settings, correlation
from ..errors import from_rpc

Answer = TypeVar("Answer")
Answered = TypeVar("Answered", bound=Message)


class Caller:
    """Makes the calls of all services: over the address that answered last, with its attempts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._channels = [grpc.aio.secure_channel(f"dns:///{address}", settings.credentials, settings.options) for address in settings.addresses]
        self._current = 0

    async def close(self) -> None:
        await asyncio.gather(*(channel.close() for channel in self._channels))

    async def unary(self, method: Method[Answered], request: Message | None, fields: Mapping[str, Any], timeout: float | None, correlation_id: str | None) -> Answered:
        message = method.request(request, fields)
        named = correlation(correlation_id)
        attempts = Attempts(method, len(self._channels), timeout or self._settings.timeout)
        while True:
            current = self._current if method.repeatable else await self._connected(attempts)
            call = self._channels[current].unary_unary(method.path, method.takes.SerializeToString, method.answers.FromString)
            try:
                return await call(message, timeout=attempts.remaining, metadata=((CORRELATION_HEADER, named),))
            except grpc.RpcError as raised:
                error = from_rpc(raised, self._settings.addresses[current], named)
                if attempts.moves(error):
                    self._leave(current)
                    continue
                pause = attempts.pause(error)
                if pause is None:
                    raise error from raised
                await asyncio.sleep(pause)

    async def pages(self, method: Method[Any], items: str, request: Message | None, fields: Mapping[str, Any], timeout: float | None, correlation_id: str | None) -> AsyncIterator[Any]:
        message: Any = method.request(request, fields)
        while True:
            page = await self.unary(method, message, {}, timeout, correlation_id)
            for item in getattr(page, items):
                yield item
            if not page.next_page_token:
                return
            message.page_token = page.next_page_token

    async def upload(self, method: Method[Answered], file: Readable, name: str | None, timeout: float | None, correlation_id: str | None) -> Answered:
        named = correlation(correlation_id)
        attempts = Attempts(method, len(self._channels), timeout or UPLOAD_SECONDS)
        with opened(file) as source:
            current = await self._connected(attempts)
            begin = self._channels[current].stream_unary(method.path, method.takes.SerializeToString, method.answers.FromString)
            call = begin(timeout=attempts.remaining, metadata=((CORRELATION_HEADER, named),))
            sending = chunks(source, name)
            try:
                # Files are read on a thread: a slow disk does not hold up the loop.
                while (chunk := await asyncio.to_thread(lambda: next(sending, None))) is not None:
                    try:
                        await call.write(chunk)
                    except asyncio.InvalidStateError:
                        break  # The backend has answered before the end of the file.
                else:
                    await call.done_writing()
                return await call
            except grpc.RpcError as raised:
                raise from_rpc(raised, self._settings.addresses[current], named) from raised
            finally:
                call.cancel()

    def stream(self, method: Method[Answered], messages: AsyncIterable[Message], timeout: float | None, correlation_id: str | None) -> Stream[Answered]:
        named = correlation(correlation_id)
        begin = self._channels[self._current].stream_stream(method.path, method.takes.SerializeToString, method.answers.FromString)
        call = begin(messages, timeout=timeout, metadata=((CORRELATION_HEADER, named),))
        return Stream[Answered](call, self._settings.addresses[self._current], named)

    def answers(self, method: Method[Answered], request: Message | None, fields: Mapping[str, Any], timeout: float | None, correlation_id: str | None) -> Stream[Answered]:
        message = method.request(request, fields)
        named = correlation(correlation_id)
        begin = self._channels[self._current].unary_stream(method.path, method.takes.SerializeToString, method.answers.FromString)
        call = begin(message, timeout=timeout, metadata=((CORRELATION_HEADER, named),))
        return Stream[Answered](call, self._settings.addresses[self._current], named)

    def _leave(self, address: int) -> None:
        if self._current == address:
            self._current = (address + 1) % len(self._channels)

    async def _connected(self, attempts: Attempts) -> int:
        """An address that answers, for a call that must not be made twice; the current one if none does, whose error is then the call's."""
        first = current = self._current
        if len(self._channels) == 1:
            return current
        while not await _connects(self._channels[current], min(CONNECT_SECONDS, attempts.remaining or CONNECT_SECONDS)):
            if not attempts.next_address():
                return first
            self._leave(current)
            current = (current + 1) % len(self._channels)
        return current


class Stream(Generic[Answer]):
    """The answers of a call that stays open. Leaving `async with`, or `cancel`, ends it."""

    def __init__(self, call: Any, address: str, correlation_id: str) -> None:
        self._call, self._address, self._correlation_id = call, address, correlation_id
        self._answers = call.__aiter__()

    def __aiter__(self) -> Stream[Answer]:
        return self

    async def __anext__(self) -> Answer:
        try:
            return await self._answers.__anext__()
        except grpc.RpcError as raised:
            raise from_rpc(raised, self._address, self._correlation_id) from raised

    def cancel(self) -> None:
        self._call.cancel()

    async def __aenter__(self) -> Stream[Answer]:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cancel()


async def _connects(channel: grpc.aio.Channel, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            state = channel.get_state(try_to_connect=True)
            while state not in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.TRANSIENT_FAILURE):
                await channel.wait_for_state_change(state)
                state = channel.get_state(try_to_connect=True)
    except TimeoutError:
        return False
    return bool(state == grpc.ChannelConnectivity.READY)

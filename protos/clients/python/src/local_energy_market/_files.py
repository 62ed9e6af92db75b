from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from .v1.registry_pb2 import FileChunk

Readable = str | os.PathLike[str] | BinaryIO
_CHUNK = 256 * 1024


def opened(file: Readable) -> AbstractContextManager[BinaryIO]:
    """A path is opened, and closed afterwards; an open file stays open."""
    if isinstance(file, (str, os.PathLike)):
        return open(file, "rb")
    return nullcontext(file)


def chunks(file: BinaryIO, name: str | None) -> Iterator[FileChunk]:
    """The messages that carry a file; the first, which always comes, has its name."""
    own = getattr(file, "name", None)
    called = name or (Path(own).name if isinstance(own, str) else "")
    data = _read(file)
    yield FileChunk(file_name=called, data=data)
    while data:
        data = _read(file)
        if data:
            yield FileChunk(data=data)


def _read(file: BinaryIO) -> bytes:
    data = file.read(_CHUNK)
    if not isinstance(data, bytes):
        raise TypeError("the file is opened as text; open it with mode 'rb'")
    return data

"""What the tests are told about the backend they run against."""

import os
import socket
import threading
from concurrent import futures

import grpc

from local_energy_market import Timeslot

ADDRESS = os.environ.get("LEM_ADDRESS", "")
AUTHORITY = os.environ.get("LEM_AUTHORITY", "")
GROUP = os.environ.get("LEM_GROUP", "")
TIMESLOT = Timeslot(int(os.environ.get("LEM_TIMESLOT", "0")))
FOLDER = os.environ.get("LEM_FOLDER", "")


def token(who: str) -> str:
    return os.environ[f"LEM_TOKEN_{who}"]


def forecast(timeslot: Timeslot, unit: str, kilowatt_hours: str) -> bytes:
    form = "%Y-%m-%dT%H:%M:%SZ"
    return f"start_utc;end_utc;mastr;direction;kwh\n{timeslot.start.strftime(form)};{timeslot.end.strftime(form)};{unit};generation;{kilowatt_hours}\n".encode()


class Silence:
    """Listens, and never says a word."""

    def __enter__(self) -> "Silence":
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._callers = []
        return self

    def called(self) -> None:
        """Waits for somebody who connects."""
        self._socket.settimeout(60)
        self._callers.append(self._socket.accept()[0])

    def __exit__(self, *_: object) -> None:
        for open_socket in (*self._callers, self._socket):
            open_socket.close()


def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


class Server:
    """Answers every unary call by the next of the given functions, and the last again and again; it has the backend's certificate."""

    def __init__(self, *answers) -> None:
        self.calls, self._answers, self._lock = [], list(answers), threading.Lock()

    def __enter__(self) -> "Server":
        with open(os.environ["LEM_KEY"], "rb") as key, open(os.environ["LEM_CERTIFICATE"], "rb") as certificate:
            credentials = grpc.ssl_server_credentials([(key.read(), certificate.read())])
        self._server = grpc.server(futures.ThreadPoolExecutor(4), handlers=[self])
        self.address = f"127.0.0.1:{self._server.add_secure_port('127.0.0.1:0', credentials)}"
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(None).wait()

    def service(self, details):
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self._answer(details, request, context))

    def service_name(self):
        return None

    def _answer(self, details, request, context):
        with self._lock:
            self.calls.append((details.method.rpartition("/")[2], dict(details.invocation_metadata), request))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer(context)

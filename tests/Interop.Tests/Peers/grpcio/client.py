"""The cases, by their published names."""

import queue

import grpc
from methods import INITIAL, METHODS, SERVICE, TRAILING, messages, payload

REQUESTED = [27182, 8, 1828, 45904]
ANSWERED = [31415, 9, 2653, 58979]
METADATA = [(INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab")]
GZIP = grpc.Compression.Gzip
TIMEOUT = 60


class Client:
    """A connection of its own, and a callable for each method."""

    def __init__(self, port):
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)])
        for name, (kind, request, response) in METHODS.items():
            setattr(self, name, self.method(f"/{SERVICE}/{name}", kind, request, response))

    def method(self, path, kind="unary_unary", request=messages.Empty, response=messages.Empty):
        return getattr(self.channel, kind)(path, request_serializer=request.SerializeToString, response_deserializer=response.FromString)


class Requests:
    """Requests that are sent as they are put; None ends them."""

    def __init__(self, *first):
        self._queue = queue.Queue()
        for request in first:
            self.put(request)

    def put(self, request):
        self._queue.put(request)

    def __iter__(self):
        return iter(self._queue.get, None)


def equal(expected, actual, what):
    if expected != actual:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def zeros(size, response):
    equal(True, response.payload.body == bytes(size), f"a payload of {size} zeros")


def fails(code, call):
    try:
        call()
    except grpc.RpcError as error:
        equal(code, error.code(), f"the status (with {error.details()!r})")
        return error
    raise AssertionError(f"the status: expected {code}, got OK")


def all_of(sizes, responses):
    for size, response in zip(sizes, responses, strict=True):
        zeros(size, response)


def output_request(*sizes, **fields):
    return messages.StreamingOutputCallRequest(response_parameters=[messages.ResponseParameters(size=size) for size in sizes], **fields)


def large(**fields):
    return messages.SimpleRequest(response_size=314159, payload=payload(271828), **fields)


def flag(value):
    return messages.BoolValue(value=value)


def empty_unary(client):
    equal(messages.Empty(), client.EmptyCall(messages.Empty(), TIMEOUT), "the response")


def large_unary(client):
    zeros(314159, client.UnaryCall(large(), TIMEOUT))


def client_streaming(client):
    requests = [messages.StreamingInputCallRequest(payload=payload(size)) for size in REQUESTED]
    equal(74922, client.StreamingInputCall(iter(requests), TIMEOUT).aggregated_payload_size, "the sum of the payloads")


def server_streaming(client):
    all_of(ANSWERED, client.StreamingOutputCall(output_request(*ANSWERED), TIMEOUT))


def ping_pong(client):
    requests = Requests()
    call = client.FullDuplexCall(iter(requests), TIMEOUT)
    for requested, answered in zip(REQUESTED, ANSWERED):
        requests.put(output_request(answered, payload=payload(requested)))
        zeros(answered, next(call))
    requests.put(None)
    all_of([], call)


def empty_stream(client):
    all_of([], client.FullDuplexCall(iter([]), TIMEOUT))


def echoed(call):
    initial, trailing = dict(call.initial_metadata()), dict(call.trailing_metadata())
    equal("test_initial_metadata_value", initial.get(INITIAL), INITIAL)
    equal(b"\xab\xab\xab", trailing.get(TRAILING), TRAILING)


def custom_metadata(client):
    response, call = client.UnaryCall.with_call(large(), TIMEOUT, METADATA)
    zeros(314159, response)
    echoed(call)
    call = client.FullDuplexCall(iter([output_request(314159, payload=payload(271828))]), TIMEOUT, METADATA)
    all_of([314159], call)
    echoed(call)


def status_code_and_message(client):
    message = "test status message"
    wanted = messages.EchoStatus(code=2, message=message)
    error = fails(grpc.StatusCode.UNKNOWN, lambda: client.UnaryCall(messages.SimpleRequest(response_status=wanted), TIMEOUT))
    equal(message, error.details(), "the status's message")
    request = messages.StreamingOutputCallRequest(response_status=wanted)
    error = fails(grpc.StatusCode.UNKNOWN, lambda: all_of([], client.FullDuplexCall(iter([request]), TIMEOUT)))
    equal(message, error.details(), "the status's message")


def special_status_message(client):
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    request = messages.SimpleRequest(response_status=messages.EchoStatus(code=2, message=message))
    error = fails(grpc.StatusCode.UNKNOWN, lambda: client.UnaryCall(request, TIMEOUT))
    equal(message, error.details(), "the status's message")


def unimplemented_method(client):
    call = client.method(f"/{SERVICE}/UnimplementedCall")
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: call(messages.Empty(), TIMEOUT))


def unimplemented_service(client):
    call = client.method("/grpc.testing.UnimplementedService/UnimplementedCall")
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: call(messages.Empty(), TIMEOUT))


def cancel_after_begin(client):
    requests = Requests()
    call = client.StreamingInputCall.future(iter(requests), TIMEOUT)
    call.cancel()
    requests.put(None)
    equal(True, call.cancelled(), "cancelled")
    equal(grpc.StatusCode.CANCELLED, call.code(), "the status")


def cancel_after_first_response(client):
    requests = Requests(output_request(31415, payload=payload(27182)))
    call = client.FullDuplexCall(iter(requests), TIMEOUT)
    zeros(31415, next(call))
    call.cancel()
    fails(grpc.StatusCode.CANCELLED, lambda: next(call))
    requests.put(None)


def timeout_on_sleeping_server(client):
    requests = Requests(messages.StreamingOutputCallRequest(payload=payload(27182)))
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(client.FullDuplexCall(iter(requests), 0.001)))
    requests.put(None)


def client_compressed_unary(client):
    fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: client.UnaryCall(large(expect_compressed=flag(True)), TIMEOUT))
    zeros(314159, client.UnaryCall(large(expect_compressed=flag(True)), TIMEOUT, compression=GZIP))
    zeros(314159, client.UnaryCall(large(expect_compressed=flag(False)), TIMEOUT))


def input_request(compressed, size):
    return messages.StreamingInputCallRequest(expect_compressed=flag(compressed), payload=payload(size))


def client_compressed_streaming(client):
    fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: client.StreamingInputCall(iter([input_request(True, 27182)]), TIMEOUT))
    # Compression is chosen for the whole call here: the second message comes compressed as well.
    requests = [input_request(True, 27182), input_request(False, 45904)]
    equal(73086, client.StreamingInputCall(iter(requests), TIMEOUT, compression=GZIP).aggregated_payload_size, "the sum of the payloads")


def client_compressed_streaming_whole_call(client):
    """What can be done of client_compressed_streaming: every message of a call compressed."""
    requests = [input_request(True, 27182), input_request(True, 45904)]
    equal(73086, client.StreamingInputCall(iter(requests), TIMEOUT, compression=GZIP).aggregated_payload_size, "the sum of the payloads")


def server_compressed_unary(client):
    for compressed in (True, False):
        zeros(314159, client.UnaryCall(large(response_compressed=flag(compressed)), TIMEOUT))


def server_compressed_streaming(client):
    wanted = [(True, 31415), (False, 92653)]
    parameters = [messages.ResponseParameters(compressed=flag(compressed), size=size) for compressed, size in wanted]
    all_of([31415, 92653], client.StreamingOutputCall(messages.StreamingOutputCallRequest(response_parameters=parameters), TIMEOUT))


def run(name, port):
    """What went wrong, or None."""
    client = Client(port)
    try:
        globals()[name](client)
        return None
    except (AssertionError, ValueError) as error:
        return str(error)
    except grpc.RpcError as error:
        return f"{error.code().name}: {error.details()}"
    finally:
        client.channel.close()

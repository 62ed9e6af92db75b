"""What the cases call, served on loopback."""

import signal
import threading
import time
from concurrent import futures

import grpc
from methods import INITIAL, METHODS, SERVICE, TRAILING, messages, payload

CODES = {code.value[0]: code for code in grpc.StatusCode}


def open_call(context, compressed):
    """The initial metadata goes out, the trailing is said; compression is chosen for the whole call."""
    if compressed:
        context.set_compression(grpc.Compression.Gzip)
    metadata = context.invocation_metadata()
    initial = [(key, value) for key, value in metadata if key == INITIAL]
    if initial:
        context.send_initial_metadata(initial)
    context.set_trailing_metadata([(key, value) for key, value in metadata if key == TRAILING])


def end_as_asked(request, context):
    if request.HasField("response_status"):
        context.abort(CODES[request.response_status.code], request.response_status.message)


def responses(request, context):
    end_as_asked(request, context)
    for wanted in request.response_parameters:
        time.sleep(wanted.interval_us / 1e6)
        if not wanted.compressed.value:
            context.disable_next_message_compression()
        yield messages.StreamingOutputCallResponse(payload=payload(wanted.size))


def empty_call(_, context):
    open_call(context, False)
    return messages.Empty()


def unary_call(request, context):
    open_call(context, request.response_compressed.value)
    end_as_asked(request, context)
    return messages.SimpleResponse(payload=payload(request.response_size))


def streaming_output_call(request, context):
    open_call(context, any(wanted.compressed.value for wanted in request.response_parameters))
    yield from responses(request, context)


def streaming_input_call(requests, context):
    open_call(context, False)
    return messages.StreamingInputCallResponse(aggregated_payload_size=sum(len(request.payload.body) for request in requests))


def full_duplex_call(requests, context):
    open_call(context, False)
    for request in requests:
        yield from responses(request, context)


BEHAVIOURS = {
    "EmptyCall": empty_call,
    "UnaryCall": unary_call,
    "StreamingOutputCall": streaming_output_call,
    "StreamingInputCall": streaming_input_call,
    "FullDuplexCall": full_duplex_call,
}


def handler(name):
    kind, request, response = METHODS[name]
    make = getattr(grpc, kind + "_rpc_method_handler")
    return make(BEHAVIOURS[name], request_deserializer=request.FromString, response_serializer=response.SerializeToString)


def serve(publish):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {name: handler(name) for name in METHODS}),))
    port = server.add_insecure_port("127.0.0.1:0")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    server.start()
    publish(port)
    stop.wait()
    server.stop(None).wait()

"""The methods of the service, for a client and a server without generated stubs."""

import sys
from types import SimpleNamespace

from google.protobuf import descriptor_pb2, message_factory

# The messages come from a descriptor set (protoc --descriptor_set_out), the first argument: generated modules would lie in a package
# grpc.testing, and Python finds only one package grpc.
with open(sys.argv[1], "rb") as file:
    _files = descriptor_pb2.FileDescriptorSet.FromString(file.read()).file
_classes = message_factory.GetMessages(_files)
messages = SimpleNamespace(**{name.removeprefix("grpc.testing."): cls for name, cls in _classes.items()})

SERVICE = "grpc.testing.TestService"
INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"

# Name: kind, request, response.
METHODS = {
    "EmptyCall": ("unary_unary", messages.Empty, messages.Empty),
    "UnaryCall": ("unary_unary", messages.SimpleRequest, messages.SimpleResponse),
    "StreamingOutputCall": ("unary_stream", messages.StreamingOutputCallRequest, messages.StreamingOutputCallResponse),
    "StreamingInputCall": ("stream_unary", messages.StreamingInputCallRequest, messages.StreamingInputCallResponse),
    "FullDuplexCall": ("stream_stream", messages.StreamingOutputCallRequest, messages.StreamingOutputCallResponse),
}


def payload(size):
    return messages.Payload(body=bytes(size))

#!/usr/bin/python3
"""A plug-in of protoc: writes methods.py, services.py and aio/services.py from the services of lem.v1, with the protos' comments."""

import re
import sys

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest, CodeGeneratorResponse
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
from google.protobuf.descriptor_pb2 import MethodOptions

SCALARS = {Field.TYPE_STRING: "str", Field.TYPE_BYTES: "bytes", Field.TYPE_BOOL: "bool", Field.TYPE_DOUBLE: "float", Field.TYPE_FLOAT: "float"}
RESERVED = {"request", "timeout", "correlation_id"}
HEAD = '"""Generated from the protos of lem.v1 by services_plugin.py."""\n\nfrom __future__ import annotations\n\n'


class Source:
    """All protos of one run: messages and comments by name."""

    def __init__(self, files):
        self.services, self.messages, self.modules, self.comments = [], {}, {}, {}
        for file in files:
            module = file.name.rsplit("/", 1)[-1].removesuffix(".proto") + "_pb2"
            said = {tuple(place.path): place.leading_comments.strip() for place in file.source_code_info.location}
            for index, message in enumerate(file.message_type):
                name = f".{file.package}.{message.name}"
                self.messages[name], self.modules[name] = message, module
                for number, field in enumerate(message.field):
                    self.comments[name, field.name] = said.get((4, index, 2, number), "")
            for enum in file.enum_type:
                self.modules[f".{file.package}.{enum.name}"] = module
            for index, service in enumerate(file.service):
                methods = [(method, said.get((6, index, 2, number), "")) for number, method in enumerate(service.method)]
                self.services.append((f"{file.package}.{service.name}", service.name, said.get((6, index), ""), methods))

    def type_of(self, name):
        return f"{self.modules[name]}.{name.rsplit('.', 1)[-1]}"

    def hint(self, field):
        if field.type == Field.TYPE_MESSAGE:
            hint = "timestamp_pb2.Timestamp | datetime" if field.type_name == ".google.protobuf.Timestamp" else self.type_of(field.type_name)
        elif field.type == Field.TYPE_ENUM:
            hint = f"{self.type_of(field.type_name)} | str"
        else:
            hint = SCALARS.get(field.type, "int")
        return f"Iterable[{hint}]" if field.label == Field.LABEL_REPEATED else hint

    def imports(self):
        return ", ".join(sorted({module for name, module in self.modules.items() if name.startswith(".lem.v1.")}))


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def constant(service, method):
    return f"{snake(service.removesuffix('Service'))}_{snake(method)}".upper()


def attribute(service):
    return snake(service.removesuffix("Service"))


def docstring(indent, text, arguments=()):
    lines = [line.strip() for line in text.splitlines()] or [""]
    told = [(name, said) for name, said in arguments if said]
    if told:
        lines += ["", "Args:"] + [f"    {name}: {' '.join(said.split())}" for name, said in told]
    if lines == [""]:
        return ""
    escaped = [line.replace("\\", "\\\\").replace('"""', "'''") for line in lines]
    if len(escaped) == 1:
        return f'{indent}"""{escaped[0]}"""\n'
    return f'{indent}"""{escaped[0]}\n' + "".join(f"{indent}{line}\n" if line else "\n" for line in escaped[1:]) + f'{indent}"""\n'


def methods_file(source):
    text = HEAD + f"from typing import Any\n\nfrom ._method import Method\nfrom .v1 import {source.imports()}\n\n"
    names = []
    for full_name, service, _, methods in source.services:
        for method, _ in methods:
            names.append(constant(service, method.name))
            repeatable = method.options.idempotency_level in (MethodOptions.NO_SIDE_EFFECTS, MethodOptions.IDEMPOTENT)
            text += f'{names[-1]} = Method("{full_name}", "{method.name}", {source.type_of(method.input_type)}, {source.type_of(method.output_type)}, repeatable={repeatable})\n'
    return text + "\nALL: list[Method[Any]] = [\n" + "".join(f"    {name},\n" for name in names) + "]\n"


class Writer:
    """The services of one of the two forms: plain or asyncio."""

    def __init__(self, source, asynchronous):
        self.source = source
        self.up = ".." if asynchronous else "."
        self.asynchronous = asynchronous
        self.define, self.wait = ("async def", "await ") if asynchronous else ("def", "")
        self.iterable, self.iterator = ("AsyncIterable", "AsyncIterator") if asynchronous else ("Iterable", "Iterator")

    def file(self):
        kinds = "AsyncIterable, AsyncIterator, Iterable" if self.asynchronous else "Iterable, Iterator"
        text = HEAD + f"from collections.abc import {kinds}\nfrom datetime import datetime\n\nfrom google.protobuf import timestamp_pb2\n\n"
        text += f"from {self.up} import methods\nfrom {self.up}_files import Readable\nfrom {self.up}v1 import {self.source.imports()}\n"
        text += "from ._calls import Caller, Stream\n"
        for _, service, said, methods in self.source.services:
            text += f"\n\nclass {service}:\n{docstring('    ', said)}\n    def __init__(self, caller: Caller) -> None:\n        self._caller = caller\n"
            text += "".join(self.method(service, method, said) for method, said in methods)
        text += '\n\nclass Services:\n    """Every service, over the same connections."""\n\n    def __init__(self, caller: Caller) -> None:\n'
        return text + "".join(f"        self.{attribute(service)} = {service}(caller)\n" for _, service, _, _ in self.source.services)

    def method(self, service, method, said):
        if method.client_streaming and not method.server_streaming:
            if method.input_type != ".lem.v1.FileChunk":
                sys.exit(f"services_plugin.py: {method.name} takes a stream that is no file; write how it is called")
            return self.upload(service, method, said)
        if method.client_streaming or method.server_streaming:
            return self.stream(service, method, said)
        return self.unary(service, method, said) + self.pages(service, method, said)

    def request(self, method, without=()):
        name = method.input_type
        fields = [field for field in self.source.messages[name].field if field.name not in without]
        taken = RESERVED & {field.name for field in fields}
        if taken:
            sys.exit(f"services_plugin.py: a field of {name} has a name that calls use themselves: {taken}")
        parameters = [f"request: {self.source.type_of(name)} | None = None", "/", "*"]
        parameters += [f"{field.name}: {self.source.hint(field)} | None = None" for field in fields]
        told = [(field.name, self.source.comments[name, field.name]) for field in fields]
        return parameters, "{" + ", ".join(f'"{field.name}": {field.name}' for field in fields) + "}", told

    def unary(self, service, method, said):
        parameters, fields, told = self.request(method)
        head = self.head(self.define, snake(method.name), parameters, self.source.type_of(method.output_type))
        call = f"{self.wait}self._caller.unary(methods.{constant(service, method.name)}, request, {fields}, timeout, correlation_id)"
        return head + docstring("        ", said, told) + f"        return {call}\n"

    def pages(self, service, method, said):
        answer = self.source.messages[method.output_type]
        items = [field for field in answer.field if field.label == Field.LABEL_REPEATED]
        if not any(field.name == "next_page_token" for field in answer.field) or len(items) != 1:
            return ""
        parameters, fields, told = self.request(method, without=("page_token",))
        name = "iter_" + snake(method.name).removeprefix("list_")
        head = self.head("def", name, parameters, f"{self.iterator}[{self.source.type_of(items[0].type_name)}]")
        text = f"{said}\nAll pages, one after the other; the time-out is that of one page.".strip()
        call = f'self._caller.pages(methods.{constant(service, method.name)}, "{items[0].name}", request, {fields}, timeout, correlation_id)'
        return head + docstring("        ", text, told) + f"        return {call}\n"

    def upload(self, service, method, said):
        head = self.head(self.define, snake(method.name), ["file: Readable", "*", "name: str | None = None"], self.source.type_of(method.output_type))
        told = [("file", "A path, or a file opened in binary mode, which is read from where it stands to its end."), ("name", "The file's name, if it has none or another one.")]
        call = f"{self.wait}self._caller.upload(methods.{constant(service, method.name)}, file, name, timeout, correlation_id)"
        return head + docstring("        ", said, told) + f"        return {call}\n"

    def stream(self, service, method, said):
        if not method.client_streaming:
            parameters, fields, told = self.request(method)
            head = self.head("def", snake(method.name), parameters, f"Stream[{self.source.type_of(method.output_type)}]")
            call = f"self._caller.answers(methods.{constant(service, method.name)}, request, {fields}, timeout, correlation_id)"
            return head + docstring("        ", said, told) + f"        return {call}\n"
        taken = f"messages: {self.iterable}[{self.source.type_of(method.input_type)}]"
        head = self.head("def", snake(method.name), [taken, "*"], f"Stream[{self.source.type_of(method.output_type)}]")
        return head + docstring("        ", said) + f"        return self._caller.stream(methods.{constant(service, method.name)}, messages, timeout, correlation_id)\n"

    def head(self, define, name, parameters, answer):
        parameters = ["self", *parameters, "timeout: float | None = None", "correlation_id: str | None = None"]
        return f"\n    {define} {name}(\n" + "".join(f"        {parameter},\n" for parameter in parameters) + f"    ) -> {answer}:\n"


def main():
    request = CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    source = Source([file for file in request.proto_file if file.package == "lem.v1"])
    answer = CodeGeneratorResponse(supported_features=CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL)
    answer.file.add(name="methods.py", content=methods_file(source))
    answer.file.add(name="services.py", content=Writer(source, asynchronous=False).file())
    answer.file.add(name="aio/services.py", content=Writer(source, asynchronous=True).file())
    sys.stdout.buffer.write(answer.SerializeToString())


if __name__ == "__main__":
    main()

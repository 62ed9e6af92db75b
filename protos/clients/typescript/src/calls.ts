import {
  create,
  type DescMessage, type DescMethod, type DescMethodBiDiStreaming, type DescMethodClientStreaming, type DescMethodServerStreaming, type DescMethodUnary, type DescService,
  type MessageInitShape, type MessageShape,
} from "@bufbuild/protobuf";
import type { CallOptions } from "./options.js";
import type { Transport } from "./transport.js";

/** A service's methods as functions: requests as plain objects, answers as promises, streams as async iterables. */
export type Calls<Service extends DescService> = { readonly [Name in keyof Service["method"]]: Call<Service["method"][Name]> };

type Call<Method> =
  Method extends DescMethodUnary<infer I, infer O> ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>> :
  Method extends DescMethodClientStreaming<infer I, infer O> ? (requests: Requests<I>, options?: CallOptions) => Promise<MessageShape<O>> :
  Method extends DescMethodServerStreaming<infer I, infer O> ? (request: MessageInitShape<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>> :
  Method extends DescMethodBiDiStreaming<infer I, infer O> ? (requests: Requests<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>> :
  never;

/** What a caller sends on a stream. */
export type Requests<I extends DescMessage> = AsyncIterable<MessageInitShape<I>> | Iterable<MessageInitShape<I>>;

export function calls<Service extends DescService>(service: Service, transport: Transport): Calls<Service> {
  return Object.fromEntries(service.methods.map((method) => [method.localName, call(method, transport)])) as Calls<Service>;
}

function call(method: DescMethod, transport: Transport) {
  const { input } = method;
  switch (method.methodKind) {
    case "unary":
      return async (request: Init, options?: CallOptions) => transport.unary(method as DescMethodUnary, named(create(input, request)), options);
    case "client_streaming":
      return async (requests: Requests<DescMessage>, options?: CallOptions) =>
        transport.clientStream(method as DescMethodClientStreaming, created(input, requests), options);
    case "server_streaming":
      return (request: Init, options?: CallOptions) => transport.serverStream(method as DescMethodServerStreaming, create(input, request), options);
    case "bidi_streaming":
      return (requests: Requests<DescMessage>, options?: CallOptions) => transport.duplex(method as DescMethodBiDiStreaming, created(input, requests), options);
  }
}

/** A request that has an id has one: only so is it the same when it is sent again. */
function named(request: MessageShape<DescMessage>): MessageShape<DescMessage> {
  if ("requestId" in request && request.requestId === "") request.requestId = crypto.randomUUID();
  return request;
}

type Init = MessageInitShape<DescMessage>;

async function* created<I extends DescMessage>(schema: I, requests: Requests<I>): AsyncIterable<MessageShape<I>> {
  for await (const request of requests) yield create(schema, request);
}

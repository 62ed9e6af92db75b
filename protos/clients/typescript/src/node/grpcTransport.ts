import type {
  DescMessage, DescMethod, DescMethodBiDiStreaming, DescMethodClientStreaming, DescMethodServerStreaming, DescMethodUnary, MessageShape,
} from "@bufbuild/protobuf";
import { type Client, Metadata, type requestCallback } from "@grpc/grpc-js";
import { requestHeaders } from "../credentials.js";
import { Deadline } from "../deadline.js";
import { RpcError } from "../errors/rpcError.js";
import type { CallOptions, ConnectOptions } from "../options.js";
import { Retry } from "../retry.js";
import type { Transport } from "../transport.js";
import { Channels } from "./channels.js";
import { encoded, fromBytes, same, toBytes } from "./messages.js";
import { statusError } from "./statusError.js";
import { answers, type Cancellable, Running, send, type Sending } from "./streams.js";

/** Calls over grpc-js. */
export class GrpcTransport implements Transport {
  readonly #channels: Channels;
  readonly #running = new Running();
  readonly #retry: Retry;
  readonly #token: ConnectOptions["token"];
  readonly #timeoutMs: number;

  constructor(options: ConnectOptions) {
    this.#channels = new Channels(options);
    this.#retry = new Retry(options.retry);
    this.#token = options.token;
    this.#timeoutMs = options.timeoutMs ?? 15_000;
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>, request: MessageShape<I>, options?: CallOptions): Promise<MessageShape<O>> {
    const bytes = toBytes(method.input, request);
    const deadline = Deadline.of(options, this.#timeoutMs);
    return this.#retry.run(method, deadline, async () => {
      const { client, metadata } = await this.#begin(deadline, options);
      return this.#answer<MessageShape<O>>(client, deadline, (callback) =>
        client.makeUnaryRequest(path(method), same, fromBytes(method.output), bytes, metadata, limit(deadline), callback));
    });
  }

  async clientStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodClientStreaming<I, O>, requests: AsyncIterable<MessageShape<I>>, options?: CallOptions): Promise<MessageShape<O>> {
    const deadline = Deadline.of(options);
    const { client, metadata } = await this.#beginStream(method, deadline, options);
    let sending: Sending = {};
    try {
      return await this.#answer<MessageShape<O>>(client, deadline, (callback) => {
        const call = client.makeClientStreamRequest(path(method), same, fromBytes(method.output), metadata, limit(deadline), callback);
        sending = send(call, encoded(method.input, requests));
        return call;
      });
    } catch (error) {
      throw sending.failure ?? error;
    }
  }

  async *serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>, request: MessageShape<I>, options?: CallOptions): AsyncGenerator<MessageShape<O>> {
    const deadline = Deadline.of(options);
    const { client, metadata } = await this.#beginStream(method, deadline, options);
    const call = client.makeServerStreamRequest(path(method), same, fromBytes(method.output), toBytes(method.input, request), metadata, limit(deadline));
    yield* answers(call, this.#running, deadline.signal);
  }

  async *duplex<I extends DescMessage, O extends DescMessage>(
    method: DescMethodBiDiStreaming<I, O>, requests: AsyncIterable<MessageShape<I>>, options?: CallOptions): AsyncGenerator<MessageShape<O>> {
    const deadline = Deadline.of(options);
    const { client, metadata } = await this.#beginStream(method, deadline, options);
    const call = client.makeBidiStreamRequest(path(method), same, fromBytes(method.output), metadata, limit(deadline));
    const sending = send(call, encoded(method.input, requests));
    try {
      yield* answers(call, this.#running, deadline.signal);
    } catch (error) {
      throw sending.failure ?? error;
    }
  }

  close(): void {
    this.#running.end();
    this.#channels.close();
  }

  async #begin(deadline: Deadline, options: CallOptions | undefined): Promise<{ client: Client; metadata: Metadata }> {
    const headers = await requestHeaders(this.#token, options);
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return { client: await this.#channels.connected(deadline), metadata };
  }

  /** A stream that has begun is not begun again; reaching a backend is tried as for any call. */
  #beginStream(method: DescMethod, deadline: Deadline, options: CallOptions | undefined) {
    return this.#retry.run(method, deadline, () => this.#begin(deadline, options));
  }

  #answer<Answer>(client: Client, { signal }: Deadline, start: (callback: requestCallback<Answer>) => Cancellable): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stop = this.#running.add(start((error, answer) => {
        stop();
        if (error === null && answer !== undefined) return resolve(answer);
        const failure = statusError(error, signal);
        if (failure instanceof RpcError && failure.code === "UNAVAILABLE") this.#channels.avoid(client);
        reject(failure);
      }), signal);
    });
  }
}

function path(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function limit({ timerMs }: Deadline): { deadline?: number } {
  return timerMs === undefined ? {} : { deadline: Date.now() + timerMs };
}

import { fromJsonString, toJsonString, type DescMessage, type DescMethod, type DescMethodUnary, type MessageShape } from "@bufbuild/protobuf";
import { parseAddresses } from "../addresses.js";
import { requestHeaders } from "../credentials.js";
import { Deadline } from "../deadline.js";
import { rpcError } from "../errors/classes.js";
import { cancelled, closed, deadlineExceeded, unreadable } from "../errors/local.js";
import type { CallOptions, ConnectOptions } from "../options.js";
import { Retry } from "../retry.js";
import type { Transport } from "../transport.js";
import { connectError } from "./connectError.js";
import { httpRequest } from "./httpRequest.js";

/** Calls as Connect's unary JSON form over fetch. What streams needs gRPC. */
export class FetchTransport implements Transport {
  readonly #addresses: readonly [URL, ...URL[]];
  readonly #retry: Retry;
  readonly #token: ConnectOptions["token"];
  readonly #timeoutMs: number;
  readonly #closed = new AbortController();
  #preferred = 0;

  constructor(options: ConnectOptions) {
    if (options.authorities !== undefined || options.serverName !== undefined)
      throw new TypeError("authorities and serverName are not for browsers: the browser decides itself which certificates it trusts");
    this.#addresses = parseAddresses(options.addresses);
    this.#retry = new Retry(options.retry);
    this.#token = options.token;
    this.#timeoutMs = options.timeoutMs ?? 15_000;
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>, request: MessageShape<I>, options?: CallOptions): Promise<MessageShape<O>> {
    const json = toJsonString(method.input, request);
    const deadline = Deadline.of(options, this.#timeoutMs);
    return this.#retry.run(method, deadline, async () => {
      const headers = await requestHeaders(this.#token, options);
      deadline.check();
      const answer = await this.#fetch(method, json, headers, deadline);
      return parse(method.output, answer);
    });
  }

  clientStream(method: DescMethod): Promise<never> {
    return Promise.reject(needsNode(method));
  }

  serverStream(method: DescMethod): AsyncIterable<never> {
    throw needsNode(method);
  }

  duplex(method: DescMethod): AsyncIterable<never> {
    throw needsNode(method);
  }

  close(): void {
    this.#closed.abort();
  }

  async #fetch(method: DescMethod, json: string, headers: Record<string, string>, deadline: Deadline): Promise<string> {
    const base = this.#addresses[this.#preferred % this.#addresses.length]!;
    const { timerMs } = deadline;
    const time = timerMs === undefined ? undefined : AbortSignal.timeout(timerMs);
    const signal = AbortSignal.any([time, deadline.signal, this.#closed.signal].filter((one) => one !== undefined));
    const { url, init } = httpRequest(base, method, json, headers, timerMs);
    let response: Response;
    let body: string;
    try {
      response = await fetch(url, { ...init, signal });
      body = await response.text();
    } catch (error) {
      if (deadline.signal?.aborted) throw cancelled(deadline.signal.reason);
      if (this.#closed.signal.aborted) throw closed();
      if (time?.aborted) throw deadlineExceeded();
      // A browser does not say whether the request was sent.
      this.#preferred++;
      throw rpcError({ code: "UNAVAILABLE", message: `${base.host} cannot be reached, or does not answer pages of this origin`, cause: error });
    }
    if (response.ok) return body;
    const failure = connectError(response.status, body);
    if (failure.code === "UNAVAILABLE") this.#preferred++;
    throw failure;
  }
}

function parse<Desc extends DescMessage>(schema: Desc, json: string): MessageShape<Desc> {
  try {
    return fromJsonString(schema, json, { ignoreUnknownFields: true });
  } catch (error) {
    throw unreadable(error);
  }
}

function needsNode(method: DescMethod) {
  return rpcError({ code: "UNIMPLEMENTED", message: `${method.parent.name}.${method.name} streams, which browsers cannot: call it from node` });
}

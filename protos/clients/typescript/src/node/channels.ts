import * as grpc from "@grpc/grpc-js";
import { parseAddresses } from "../addresses.js";
import type { Deadline } from "../deadline.js";
import { rpcError } from "../errors/classes.js";
import { closed, deadlineExceeded } from "../errors/local.js";
import type { ConnectOptions } from "../options.js";
import { settled } from "./connecting.js";

// Long enough for a handshake over a slow link; short enough that an address which swallows packets does not use up a call's time.
const connectMs = 5_000;

const health = "/grpc.health.v1.Health/Check";

interface Endpoint {
  readonly address: string;
  readonly client: grpc.Client;
}

/** A channel to each address; calls go to the one that last worked. */
export class Channels {
  readonly #channels: readonly Endpoint[];
  #preferred = 0;
  #closed = false;

  constructor(options: ConnectOptions) {
    this.#channels = parseAddresses(options.addresses).map((url) => ({
      address: url.host,
      client: new grpc.Client(target(url), credentials(url, options), channelOptions(options)),
    }));
  }

  /** A client whose connection stands, made now if need be. Throws an UnavailableError with `neverSent` if no address can be reached. */
  async connected(deadline: Deadline): Promise<grpc.Client> {
    if (this.#closed) throw closed();
    for (let tried = 0; tried < this.#channels.length; tried++) {
      const { client } = this.#current;
      if (await settled(client.getChannel(), deadline, connectMs)) return client;
      this.#next();
    }
    const reasons = (await Promise.all(this.#channels.map(async ({ address, client }) => `${address}: ${await whyNot(client)}`))).join("; ");
    if (deadline.leftMs <= 0) throw deadlineExceeded(`: ${reasons}`);
    throw rpcError({ code: "UNAVAILABLE", message: `no backend can be reached: ${reasons}`, neverSent: true });
  }

  /** The next call is for another address: this one cannot work just now. */
  avoid(client: grpc.Client): void {
    if (this.#current.client === client) this.#next();
  }

  close(): void {
    this.#closed = true;
    for (const { client } of this.#channels) client.close();
  }

  get #current(): Endpoint {
    return this.#channels[this.#preferred]!;
  }

  #next(): void {
    this.#preferred = (this.#preferred + 1) % this.#channels.length;
  }
}

function target(url: URL): string {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (url.hostname.startsWith("[")) return `ipv6:${url.hostname}:${port}`;
  return /^[\d.]+$/.test(url.hostname) ? `ipv4:${url.hostname}:${port}` : `dns:${url.hostname}:${port}`;
}

function credentials(url: URL, { authorities }: ConnectOptions): grpc.ChannelCredentials {
  if (url.protocol === "http:") return grpc.credentials.createInsecure();
  return grpc.credentials.createSsl(typeof authorities === "string" ? Buffer.from(authorities) : authorities && Buffer.from(authorities));
}

function channelOptions({ serverName, largestAnswer = 64 << 20 }: ConnectOptions): grpc.ClientOptions {
  return {
    "grpc.keepalive_time_ms": 30_000,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 5_000,
    "grpc.max_receive_message_length": largestAnswer,
    // Connections are this market's own: closing it closes them.
    "grpc.use_local_subchannel_pool": 1,
    ...(serverName === undefined ? {} : { "grpc.ssl_target_name_override": serverName, "grpc.default_authority": serverName }),
  };
}

/** Only a call is told why its channel does not connect; this one may be sent without harm. */
function whyNot(client: grpc.Client): Promise<string> {
  const bytes = (value: Buffer) => value;
  return new Promise((resolve) =>
    client.makeUnaryRequest(health, bytes, bytes, Buffer.alloc(0), new grpc.Metadata(), { deadline: Date.now() + 100 }, (error) =>
      resolve(error?.details ?? "it answers just now"),
    ),
  );
}

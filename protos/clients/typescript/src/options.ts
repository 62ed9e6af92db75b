/** How to reach a market and who is calling. */
export interface ConnectOptions {
  /**
   * Where the market's backends serve, for example `https://market.example:8443`. With several, calls go to the first that can be reached, and
   * stay with it until it fails. `http:` is taken for this machine only.
   */
  addresses: string | readonly string[];

  /** The caller's token, or a function that is asked for it before each call. */
  token?: string | (() => string | Promise<string>) | undefined;

  /**
   * Certificates (PEM) of the authorities that the backend's certificate must lead to; no other is trusted then. Without it, those that node
   * trusts. Not for browsers: there the browser decides.
   */
  authorities?: string | Uint8Array | undefined;

  /** The name that the backend's certificate must be for, if it is another than the address's. Not for browsers. */
  serverName?: string | undefined;

  /** How long a call may take with all its retries, ms; 15,000 if not said. Streams and uploads have no limit but their own. */
  timeoutMs?: number | undefined;

  /** How calls that may be repeated are repeated; `false`: never. */
  retry?: RetryOptions | false | undefined;

  /** The largest answer that is taken, bytes; 64 MiB if not said. Not for browsers. */
  largestAnswer?: number | undefined;
}

/** Only what cannot do harm is repeated: methods that the protos mark as without side effects or idempotent, and calls that were never sent. */
export interface RetryOptions {
  /** How often a call is tried in all; 4 if not said. */
  attempts?: number | undefined;

  /** The longest pause before the second try, ms; 100 if not said. It doubles with each, and a random part of it is waited. */
  initialMs?: number | undefined;

  /** The longest pause at all, ms; 5,000 if not said. A backend that asks for a longer one gets it, if the call's time allows. */
  mostMs?: number | undefined;
}

/** What can be said of a single call. */
export interface CallOptions {
  /** Ends the call when it is aborted. */
  signal?: AbortSignal | undefined;

  /** How long this call may take, ms. */
  timeoutMs?: number | undefined;

  /** Sent beside the request, for example `traceparent`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

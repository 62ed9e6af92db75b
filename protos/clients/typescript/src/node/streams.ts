import type { ClientReadableStream, ClientWritableStream } from "@grpc/grpc-js";
import { statusError } from "./statusError.js";

export interface Cancellable {
  cancel(): void;
}

/** The calls that are under way. */
export class Running {
  readonly #calls = new Set<Cancellable>();

  /** Cancels the call with its signal, or when all are ended. @returns what to do when it is over. */
  add(call: Cancellable, signal: AbortSignal | undefined): () => void {
    const cancel = () => call.cancel();
    this.#calls.add(call);
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    return () => {
      this.#calls.delete(call);
      signal?.removeEventListener("abort", cancel);
    };
  }

  end(): void {
    for (const call of this.#calls) call.cancel();
  }
}

/** What the caller's own data failed with, if it did. */
export interface Sending {
  failure?: unknown;
}

/** Sends one after the other, as fast as they are taken. If they cannot be had, the call is cancelled. */
export function send<Request>(call: ClientWritableStream<Request>, requests: AsyncGenerator<Request>): Sending {
  const sending: Sending = {};
  let over = false;
  let resume = () => {};
  call.on("drain", () => resume());
  call.once("status", () => {
    over = true;
    resume();
    void requests.return(undefined).catch(() => {});
  });
  const write = async () => {
    for await (const request of requests) {
      if (over) return;
      if (!call.write(request)) await new Promise<void>((drained) => (resume = drained));
    }
    if (!over) call.end();
  };
  write().catch((error: unknown) => {
    sending.failure = error;
    call.cancel();
  });
  return sending;
}

/** The answers as they come. Whoever stops asking ends the call. */
export async function* answers<Answer>(
  call: ClientReadableStream<Answer>, running: Running, signal: AbortSignal | undefined): AsyncGenerator<Answer, void, undefined> {
  const stop = running.add(call, signal);
  let over = false;
  try {
    for await (const answer of call) yield answer as Answer;
    over = true;
  } catch (error) {
    over = true;
    throw statusError(error, signal);
  } finally {
    stop();
    if (!over) {
      // Cancelling makes grpc-js report an error that nobody waits for any more.
      call.on("error", () => {});
      call.cancel();
    }
  }
}

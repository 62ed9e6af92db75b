import { MethodOptions_IdempotencyLevel as Level } from "@bufbuild/protobuf/wkt";
import type { DescMethod } from "@bufbuild/protobuf";
import type { Deadline } from "./deadline.js";
import { RpcError } from "./errors/rpcError.js";
import type { RetryOptions } from "./options.js";

/** Repeats what is safe to repeat, after pauses that grow and are never the same for two callers. */
export class Retry {
  readonly #attempts: number;
  readonly #initialMs: number;
  readonly #mostMs: number;

  constructor(options: RetryOptions | false | undefined) {
    const { attempts = 4, initialMs = 100, mostMs = 5_000 } = options === false ? { attempts: 1 } : (options ?? {});
    if (!(attempts >= 1)) throw new RangeError(`retry.attempts is ${attempts}: at least 1; retry: false repeats nothing`);
    if (!(initialMs >= 0 && mostMs >= initialMs)) throw new RangeError("retry.initialMs must be at least 0, and retry.mostMs not less than it");
    [this.#attempts, this.#initialMs, this.#mostMs] = [attempts, initialMs, mostMs];
  }

  async run<T>(method: DescMethod, deadline: Deadline, attempt: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      deadline.check();
      try {
        return await attempt();
      } catch (error) {
        if (tried >= this.#attempts || !(error instanceof RpcError) || !mayRepeat(method, error)) throw error;
        const pause = this.#pauseMs(tried, error.retryDelayMs);
        // What cannot be tried again in time is answered with what is known now.
        if (pause >= deadline.leftMs) throw error;
        await deadline.pause(pause);
      }
    }
  }

  /** A random part of a ceiling that doubles; what the backend asks for, and a random part on top, if it asks. */
  #pauseMs(tried: number, asked: number | undefined): number {
    const jitter = Math.random() * Math.min(this.#mostMs, this.#initialMs * 2 ** (tried - 1));
    return (asked ?? 0) + jitter;
  }
}

function mayRepeat(method: DescMethod, error: RpcError): boolean {
  if (error.neverSent) return true;
  if (method.idempotency !== Level.NO_SIDE_EFFECTS && method.idempotency !== Level.IDEMPOTENT) return false;
  return error.code === "UNAVAILABLE" || (error.code === "RESOURCE_EXHAUSTED" && error.retryDelayMs !== undefined);
}

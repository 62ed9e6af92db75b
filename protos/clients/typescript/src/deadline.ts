import { cancelled, deadlineExceeded } from "./errors/local.js";
import type { CallOptions } from "./options.js";

// Timers take no more, and four weeks are as good as none.
const longestTimerMs = 2 ** 31 - 1;

/** When a call must have ended, on a clock that is never set, and who may end it before. */
export class Deadline {
  readonly #at: number;

  constructor(
    timeoutMs: number | undefined,
    readonly signal: AbortSignal | undefined,
  ) {
    if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new RangeError(`timeoutMs is ${timeoutMs}: it must be more than 0`);
    this.#at = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
  }

  static of(options: CallOptions | undefined, otherwiseMs?: number): Deadline {
    return new Deadline(options?.timeoutMs ?? otherwiseMs, options?.signal);
  }

  /** What is left, ms; `Infinity` without a limit. */
  get leftMs(): number {
    return this.#at - performance.now();
  }

  /** What is left in whole milliseconds, as timers and headers want it; undefined without a limit. */
  get timerMs(): number | undefined {
    const left = this.leftMs;
    return left === Infinity ? undefined : Math.min(Math.max(1, Math.ceil(left)), longestTimerMs);
  }

  /** Throws if the call has been given up or its time is over. */
  check(): void {
    if (this.signal?.aborted) throw cancelled(this.signal.reason);
    if (this.leftMs <= 0) throw deadlineExceeded();
  }

  /** Waits, but not longer than the call may take. */
  async pause(ms: number): Promise<void> {
    this.check();
    const { signal } = this;
    let wake: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, this.leftMs));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal?.addEventListener("abort", wake, { once: true });
    });
    if (wake !== undefined) signal?.removeEventListener("abort", wake);
    this.check();
  }
}

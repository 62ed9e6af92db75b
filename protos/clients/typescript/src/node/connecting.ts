import { connectivityState as State, type Client } from "@grpc/grpc-js";
import type { Deadline } from "../deadline.js";
import { cancelled } from "../errors/local.js";

/** Waits until the channel's connection stands (true), or has failed or takes too long (false). */
export async function settled(channel: ReturnType<Client["getChannel"]>, deadline: Deadline, limitMs: number): Promise<boolean> {
  const limit = Date.now() + Math.min(limitMs, deadline.leftMs);
  for (;;) {
    if (deadline.signal?.aborted) throw cancelled(deadline.signal.reason);
    const state = channel.getConnectivityState(true);
    if (state === State.READY) return true;
    if (state === State.TRANSIENT_FAILURE || state === State.SHUTDOWN || Date.now() >= limit) return false;
    await changed(channel, state, limit, deadline.signal);
  }
}

function changed(channel: ReturnType<Client["getChannel"]>, state: State, limit: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal?.removeEventListener("abort", done);
      resolve();
    };
    signal?.addEventListener("abort", done, { once: true });
    channel.watchConnectivityState(state, limit, done);
  });
}

import { rpcError } from "./classes.js";
import type { RpcError } from "./rpcError.js";

// Errors that the client finds itself.

export function cancelled(reason: unknown): RpcError {
  return rpcError({ code: "CANCELLED", message: "the call was given up", cause: reason });
}

export function deadlineExceeded(because = ""): RpcError {
  return rpcError({ code: "DEADLINE_EXCEEDED", message: `no answer came in time${because}` });
}

export function closed(): RpcError {
  return cancelled(new Error("the market was closed"));
}

/** An answer that the protos do not know, as of something that is no backend. */
export function unreadable(cause: unknown): RpcError {
  return rpcError({ code: "INTERNAL", message: "the answer is not one that a market gives", cause });
}

import { fromBinary } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { Metadata } from "@grpc/grpc-js";
import { rpcError } from "../errors/classes.js";
import { codeOfNumber } from "../errors/code.js";
import { StatusSchema } from "../generated/google/rpc/status_pb.js";

/** What grpc-js throws, as an error of ours; anything else as it is. */
export function statusError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!(error instanceof Error && "code" in error && typeof error.code === "number" && "metadata" in error)) return error;
  const code = codeOfNumber(error.code);
  const message = "details" in error && typeof error.details === "string" ? error.details : error.message;
  const cause = code === "CANCELLED" && signal?.aborted ? signal.reason : undefined;
  return rpcError({ code, message, details: details(error.metadata), cause });
}

function details(metadata: unknown): readonly Any[] {
  const [bytes] = metadata instanceof Metadata ? metadata.get("grpc-status-details-bin") : [];
  if (!(bytes instanceof Uint8Array)) return [];
  try {
    return fromBinary(StatusSchema, new Uint8Array(bytes)).details;
  } catch {
    // Details that cannot be read must not hide the error that they belong to.
    return [];
  }
}

import { marketOver, type Market } from "./market.js";
import { GrpcTransport } from "./node/grpcTransport.js";
import type { ConnectOptions } from "./options.js";

export * from "./shared.js";

/** A market over gRPC. Nothing is sent before the first call; `close` it in the end. */
export function connect(options: ConnectOptions): Market {
  return marketOver(new GrpcTransport(options));
}

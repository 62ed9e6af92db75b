import { FetchTransport } from "./browser/fetchTransport.js";
import { marketOver, type Market } from "./market.js";
import type { ConnectOptions } from "./options.js";

export * from "./shared.js";

/** A market over `fetch`, in Connect's JSON form. The backend must name the page's origin in `Rpc:BrowserOrigins`. */
export function connect(options: ConnectOptions): Market {
  return marketOver(new FetchTransport(options));
}

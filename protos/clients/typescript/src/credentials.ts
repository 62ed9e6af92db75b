import type { CallOptions, ConnectOptions } from "./options.js";

/** What is sent beside a request: the caller's token and what the call adds. */
export async function requestHeaders(token: ConnectOptions["token"], options: CallOptions | undefined): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options?.headers ?? {})) headers[name.toLowerCase()] = value;
  const current = typeof token === "function" ? await token() : token;
  if (current !== undefined) headers["authorization"] = `Bearer ${current}`;
  return headers;
}

import type { DescMethod } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Level } from "@bufbuild/protobuf/wkt";

// Longer addresses are cut or refused by what lies between.
const longestUrl = 4_000;

/** Connect's unary form: a GET for what has no side effects, a POST otherwise (connectrpc.com/docs/protocol, "Unary-Request", "Unary-Get-Request"). */
export function httpRequest(base: URL, method: DescMethod, json: string, headers: Record<string, string>, timeoutMs: number | undefined): { url: URL; init: RequestInit } {
  const url = new URL(`/${method.parent.typeName}/${method.name}`, base);
  const sent: Record<string, string> = { ...headers, "connect-protocol-version": "1" };
  if (timeoutMs !== undefined) sent["connect-timeout-ms"] = String(timeoutMs);
  const common: RequestInit = { credentials: "omit", cache: "no-store", redirect: "error" };
  if (method.idempotency === Level.NO_SIDE_EFFECTS) {
    const get = new URL(url);
    get.search = new URLSearchParams({ connect: "v1", encoding: "json", message: json }).toString();
    if (get.href.length <= longestUrl) return { url: get, init: { ...common, method: "GET", headers: sent } };
  }
  return { url, init: { ...common, method: "POST", headers: { ...sent, "content-type": "application/json" }, body: json } };
}

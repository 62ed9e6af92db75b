import { create } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { AnySchema, type Any } from "@bufbuild/protobuf/wkt";
import { rpcError } from "../errors/classes.js";
import { codeOfConnect, codeOfHttp } from "../errors/code.js";
import type { RpcError } from "../errors/rpcError.js";

/** The error that a Connect answer, or one of something between, stands for (connectrpc.com/docs/protocol, "Error Codes"). */
export function connectError(status: number, body: string): RpcError {
  const json = parse(body);
  const code = codeOfConnect(json["code"]);
  if (code === undefined) return rpcError({ code: codeOfHttp(status), message: `HTTP status ${status}` });
  return rpcError({ code, message: typeof json["message"] === "string" ? json["message"] : "", details: details(json["details"]) });
}

function parse(body: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    // No JSON, so no Connect error: the status speaks.
    return {};
  }
}

function details(json: unknown): Any[] {
  return (Array.isArray(json) ? json : []).flatMap((detail: { type?: unknown; value?: unknown } | null) => {
    const { type, value } = detail ?? {};
    if (typeof type !== "string" || typeof value !== "string") return [];
    try {
      return [create(AnySchema, { typeUrl: `type.googleapis.com/${type}`, value: base64Decode(value) })];
    } catch {
      // A detail that cannot be read must not hide the error that it belongs to.
      return [];
    }
  });
}

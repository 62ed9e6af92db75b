/** gRPC's status codes by their numbers. */
export const codes = [
  "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
] as const;

/** What went wrong, in gRPC's words. */
export type Code = Exclude<(typeof codes)[number], "OK">;

export function codeOfNumber(number: number): Code {
  const code = codes[number];
  return code === undefined || code === "OK" ? "UNKNOWN" : code;
}

/** Connect writes codes in small letters, and CANCELLED with one L. */
export function codeOfConnect(name: unknown): Code | undefined {
  const upper = name === "canceled" ? "CANCELLED" : String(name).toUpperCase();
  return codes.find((code): code is Code => code === upper && code !== "OK");
}

/** For answers that are no Connect errors, as those of a proxy (Connect protocol, "HTTP to Error Code"). */
export function codeOfHttp(status: number): Code {
  switch (status) {
    case 400: return "INTERNAL";
    case 401: return "UNAUTHENTICATED";
    case 403: return "PERMISSION_DENIED";
    case 404: return "UNIMPLEMENTED";
    case 429: case 502: case 503: case 504: return "UNAVAILABLE";
    default: return "UNKNOWN";
  }
}

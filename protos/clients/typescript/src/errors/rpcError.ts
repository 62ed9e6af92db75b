import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { anyUnpack, type Any } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema, ErrorInfoSchema, RequestInfoSchema, RetryInfoSchema } from "../generated/google/rpc/error_details_pb.js";
import type { FieldProblem, Reason } from "../generated/lem/v1/errors_pb.js";
import type { Code } from "./code.js";

/** One of these names, or one that a later version of the backend has. */
type Name<Enum> = keyof Enum | (string & {});

/** A field of the request that was not right. */
export interface FieldViolation {
  /** The field's path in the request as the protos write it, for example `unit_numbers[2]`. */
  readonly field: string;
  /** What is wrong with it and what would be right. */
  readonly description: string;
  /** What is wrong with it, for programs: the name of a FieldProblem; empty if not said. */
  readonly reason: Name<typeof FieldProblem>;
}

/** What an error is made of, however it came. */
export interface ErrorParts {
  code: Code;
  message: string;
  details?: readonly Any[];
  neverSent?: boolean;
  cause?: unknown;
}

/** A call that did not come to its answer. Each code has a class of its own below this one. */
export class RpcError extends Error {
  readonly code: Code;

  /** Why, for programs: the name of a Reason, such as GATE_CLOSED; empty if not said. */
  readonly reason: Name<typeof Reason>;

  /** Values that belong to the reason. */
  readonly metadata: Readonly<Record<string, string>>;

  /** The fields that were not right; empty if it is not about fields. */
  readonly violations: readonly FieldViolation[];

  /** The call's name in the backend's log; empty if not said. */
  readonly requestId: string;

  /** How long to wait before the call is tried again, ms, if the backend says so. */
  readonly retryDelayMs: number | undefined;

  /** The call did not reach any backend: it has had no effect. */
  readonly neverSent: boolean;

  readonly #details: readonly Any[];

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.code = parts.code;
    this.neverSent = parts.neverSent ?? false;
    this.#details = parts.details ?? [];
    const info = this.detail(ErrorInfoSchema);
    this.reason = info?.reason ?? "";
    this.metadata = info?.metadata ?? {};
    this.violations = this.detail(BadRequestSchema)?.fieldViolations.map(({ field, description, reason }) => ({ field, description, reason })) ?? [];
    this.requestId = this.detail(RequestInfoSchema)?.requestId ?? "";
    const delay = this.detail(RetryInfoSchema)?.retryDelay;
    this.retryDelayMs = delay && Math.max(0, Number(delay.seconds) * 1_000 + delay.nanos / 1_000_000);
  }

  /** A detail of the error by its type (google.rpc.PreconditionFailure, …), if there is one and it can be read. */
  detail<Desc extends DescMessage>(schema: Desc): MessageShape<Desc> | undefined {
    for (const detail of this.#details) {
      try {
        const message = anyUnpack(detail, schema);
        if (message !== undefined) return message;
      } catch {
        // A detail that cannot be read must not hide the error that it belongs to.
      }
    }
    return undefined;
  }
}

import type { Code } from "./code.js";
import { RpcError, type ErrorParts } from "./rpcError.js";

/** The call was given up by the caller; `cause` is why. */
export class CancelledError extends RpcError {}
/** Something of the request is not right; `violations` name the fields. */
export class InvalidArgumentError extends RpcError {}
/** No answer came in time. A call that changes something may still have been carried out. */
export class DeadlineExceededError extends RpcError {}
/** What the request names is not there. */
export class NotFoundError extends RpcError {}
/** What was to be made is there already. */
export class AlreadyExistsError extends RpcError {}
/** The caller may not do this. */
export class PermissionDeniedError extends RpcError {}
/** The backend does not know the caller: no token, or a wrong one. */
export class UnauthenticatedError extends RpcError {}
/** Too many calls, or too much at once; `retryDelayMs` says when it can be tried again. */
export class ResourceExhaustedError extends RpcError {}
/** The request is right, but the market is not in the state for it, for example because the gate is closed. */
export class FailedPreconditionError extends RpcError {}
/** Another change came in between. */
export class AbortedError extends RpcError {}
/** The backend does not have this method, or it cannot be called from here. */
export class UnimplementedError extends RpcError {}
/** No backend can be reached, or it cannot work just now. */
export class UnavailableError extends RpcError {}
/** A fault of the backend; its log has more under `requestId`. */
export class InternalError extends RpcError {}

const classes: Partial<Record<Code, new (parts: ErrorParts) => RpcError>> = {
  CANCELLED: CancelledError,
  INVALID_ARGUMENT: InvalidArgumentError,
  OUT_OF_RANGE: InvalidArgumentError,
  DEADLINE_EXCEEDED: DeadlineExceededError,
  NOT_FOUND: NotFoundError,
  ALREADY_EXISTS: AlreadyExistsError,
  PERMISSION_DENIED: PermissionDeniedError,
  UNAUTHENTICATED: UnauthenticatedError,
  RESOURCE_EXHAUSTED: ResourceExhaustedError,
  FAILED_PRECONDITION: FailedPreconditionError,
  ABORTED: AbortedError,
  UNIMPLEMENTED: UnimplementedError,
  UNAVAILABLE: UnavailableError,
  INTERNAL: InternalError,
  UNKNOWN: InternalError,
  DATA_LOSS: InternalError,
};

/** The error of the code's class. */
export function rpcError(parts: ErrorParts): RpcError {
  return new (classes[parts.code] ?? RpcError)(parts);
}

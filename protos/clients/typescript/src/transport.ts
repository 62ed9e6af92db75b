import type { DescMessage, DescMethodBiDiStreaming, DescMethodClientStreaming, DescMethodServerStreaming, DescMethodUnary, MessageShape } from "@bufbuild/protobuf";
import type { CallOptions } from "./options.js";

/** Carries calls: over gRPC in node, as Connect's JSON in browsers. Errors are RpcErrors. */
export interface Transport {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>, request: MessageShape<I>, options?: CallOptions): Promise<MessageShape<O>>;

  clientStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodClientStreaming<I, O>, requests: AsyncIterable<MessageShape<I>>, options?: CallOptions): Promise<MessageShape<O>>;

  serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>, request: MessageShape<I>, options?: CallOptions): AsyncIterable<MessageShape<O>>;

  duplex<I extends DescMessage, O extends DescMessage>(
    method: DescMethodBiDiStreaming<I, O>, requests: AsyncIterable<MessageShape<I>>, options?: CallOptions): AsyncIterable<MessageShape<O>>;

  close(): void;
}

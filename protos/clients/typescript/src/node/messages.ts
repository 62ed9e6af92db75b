import { fromBinary, toBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";

// grpc-js passes Buffers; messages must hold plain Uint8Arrays, as they do in browsers.

export function toBytes<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Buffer {
  const bytes = toBinary(schema, message);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Encoded here and not by grpc-js, so that a value which fits no field is the caller's error and not a fault. */
export async function* encoded<Desc extends DescMessage>(schema: Desc, messages: AsyncIterable<MessageShape<Desc>>): AsyncGenerator<Buffer> {
  for await (const message of messages) yield toBytes(schema, message);
}

export function fromBytes<Desc extends DescMessage>(schema: Desc): (bytes: Buffer) => MessageShape<Desc> {
  return (bytes) => fromBinary(schema, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

export function same(bytes: Buffer): Buffer {
  return bytes;
}

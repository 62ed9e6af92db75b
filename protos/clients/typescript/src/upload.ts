import type { FileChunk } from "./generated/lem/v1/registry_pb.js";

/** A file to be sent: its name and its bytes, at once or as they come (a stream of node or of the web). */
export interface Upload {
  fileName: string;
  data: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

// Well below the largest message that backends take, and large enough that the frames around it do not matter.
const chunkBytes = 256 * 1024;

export async function* chunks({ fileName, data }: Upload): AsyncGenerator<Pick<FileChunk, "fileName" | "data">> {
  yield { fileName, data: new Uint8Array() };
  for await (const part of data instanceof Uint8Array ? [data] : data) {
    if (!(part instanceof Uint8Array)) throw new TypeError("data must be bytes: open text streams without an encoding");
    for (let start = 0; start < part.length; start += chunkBytes) yield { fileName: "", data: part.subarray(start, start + chunkBytes) };
  }
}

import { create, fromBinary, toBinary, type DescMessage, type DescService, type MessageInitShape } from "@bufbuild/protobuf";
import { anyPack, type Any } from "@bufbuild/protobuf/wkt";
import * as grpc from "@grpc/grpc-js";

/** A backend of another make: grpc-js's server, for what the real one cannot be made to do. */
export class GrpcPeer {
  readonly #server = new grpc.Server();
  #port = 0;

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  serve(service: DescService, methods: grpc.UntypedServiceImplementation): this {
    const definition = service.methods.map((method) => [method.localName, {
      path: `/${service.typeName}/${method.name}`,
      requestStream: method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
      responseStream: method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
      ...both("request", method.input),
      ...both("response", method.output),
    }]);
    this.#server.addService(Object.fromEntries(definition) as grpc.ServiceDefinition, methods);
    return this;
  }

  async start(): Promise<this> {
    this.#port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port))));
    return this;
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

function both(name: "request" | "response", schema: DescMessage) {
  return {
    [`${name}Serialize`]: (init: MessageInitShape<DescMessage>) => Buffer.from(toBinary(schema, create(schema, init))),
    [`${name}Deserialize`]: (bytes: Buffer) => fromBinary(schema, bytes),
  };
}

/** An error as the backend sends it, with its details in google.rpc.Status. */
export function failure(code: grpc.status, message: string, status: DescMessage, details: Any[]): Partial<grpc.StatusObject> {
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(toBinary(status, create(status, { code, message, details } as MessageInitShape<DescMessage>))));
  return { code, details: message, metadata };
}

export function detail<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): Any {
  return anyPack(schema, create(schema, init));
}

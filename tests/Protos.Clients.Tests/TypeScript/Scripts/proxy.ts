import net from "node:net";

/** Stands between a client and a backend, and can go away and come back at the same port, as a backend that is started anew does. */
export class Proxy {
  readonly #connections = new Set<net.Socket>();
  #server: net.Server | undefined;
  #port = 0;

  constructor(readonly target: URL) {}

  /** Its address, for whoever pins the target's certificate. */
  get address(): string {
    return `https://${this.target.hostname}:${this.#port}`;
  }

  async come(): Promise<void> {
    const server = net.createServer((client) => {
      const backend = net.connect(Number(this.target.port), this.target.hostname);
      for (const [one, other] of [[client, backend], [backend, client]] as const) {
        this.#connections.add(one);
        one.on("error", () => other.destroy()).on("close", () => this.#connections.delete(one)).pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as net.AddressInfo).port;
    this.#server = server;
  }

  async go(): Promise<void> {
    const gone = new Promise((resolve) => this.#server?.close(resolve));
    for (const connection of this.#connections) connection.destroy();
    await gone;
  }
}

/** A port of this machine at which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request of Connect's unary form said. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  message: Record<string, unknown>;
}

/** A backend of another make that speaks Connect's JSON, for what the real one cannot be made to do. */
export class JsonPeer {
  readonly asked: Asked[] = [];
  readonly #server: Server;
  answer: (asked: Asked, response: ServerResponse) => void = () => {};

  constructor() {
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? "", "http://peer");
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      const message = JSON.parse(url.searchParams.get("message") ?? body) as Record<string, unknown>;
      const asked = { method: request.method ?? "", path: url.pathname, headers: request.headers, message };
      this.asked.push(asked);
      this.answer(asked, response);
    });
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export function reply(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
}

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import net from "node:net";
import { test } from "node:test";
import { CancelledError, connect, DeadlineExceededError, UnavailableError } from "@local-energy-market/client";
import { address, errorOf, open, using, variable } from "./environment.js";
import { deadPort, Proxy } from "./proxy.js";

const soon = { retry: { attempts: 2, initialMs: 1, mostMs: 1 } };

test("an address where nobody is does not matter as long as another works", async () => {
  const dead = `https://127.0.0.1:${await deadPort()}`;
  await using(open("OPERATOR", { addresses: [dead, address], retry: false }), async ({ registry }) => {
    await registry.registerCustomer({ customerId: "C-TS-1", displayName: randomUUID(), balancingGroup: variable("GROUP"), marketing: 1 });
    await registry.listBoxes({});
  });
});

test("a backend that goes away and comes back is found again by the same client", async () => {
  const proxy = new Proxy(new URL(address));
  await proxy.come();
  await using(open("OPERATOR", { addresses: proxy.address, retry: { attempts: 100, initialMs: 20, mostMs: 100 } }), async ({ registry }) => {
    await registry.listBoxes({});
    await proxy.go();
    assert.ok(await errorOf(registry.listBoxes({}, { timeoutMs: 300 })) instanceof Error);
    const waiting = registry.listBoxes({});
    await proxy.come();
    await waiting;
    await proxy.go();
  });
});

test("of two backends the one that is left serves, also in the middle of a session", async () => {
  const first = new Proxy(new URL(address));
  const second = new Proxy(new URL(address));
  await Promise.all([first.come(), second.come()]);
  await using(open("OPERATOR", { addresses: [first.address, second.address] }), async ({ registry }) => {
    for (let round = 0; round < 2; round++) {
      await registry.listBoxes({});
      await first.go();
      await registry.listBoxes({});
      await first.come();
      await second.go();
      await registry.listBoxes({});
      await second.come();
    }
  });
  await Promise.all([first.go(), second.go()]);
});

test("a backend whose certificate is of another authority is not talked to", async () => {
  const other = readFileSync(variable("OTHER_AUTHORITY"), "utf8");
  await using(open("OPERATOR", { authorities: other, ...soon }), async ({ registry }) => {
    const error = await errorOf(registry.listBoxes({}));
    assert.ok(error instanceof UnavailableError && error.neverSent);
    assert.match(error.message, /certificate/);
  });
  await using(open("OPERATOR", { authorities: undefined, ...soon }), async ({ registry }) => {
    assert.ok(await errorOf(registry.listBoxes({})) instanceof UnavailableError);
  });
});

test("a certificate for another name is not enough, unless that name is meant", async () => {
  const named = address.replace("127.0.0.1", "localhost");
  await using(open("OPERATOR", { addresses: named, ...soon }), async ({ registry }) => {
    const error = await errorOf(registry.listBoxes({}));
    assert.ok(error instanceof UnavailableError && error.neverSent);
    assert.match(error.message, /localhost/);
  });
  await using(open("OPERATOR", { addresses: named, serverName: "127.0.0.1" }), async ({ registry }) => {
    await registry.listBoxes({});
  });
});

test("an address that swallows everything costs the call no more than its time", async () => {
  // It accepts connections, and never answers a handshake.
  const held: net.Socket[] = [];
  const silent = net.createServer((socket) => void held.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as net.AddressInfo;
  try {
    await using(open("OPERATOR", { addresses: `https://127.0.0.1:${port}` }), async ({ registry }) => {
      assert.ok(await errorOf(registry.listBoxes({}, { timeoutMs: 200 })) instanceof DeadlineExceededError);
    });
  } finally {
    silent.close();
    for (const socket of held) socket.destroy();
  }
});

test("a closed market is not called any more", async () => {
  const market = open("OPERATOR", soon);
  await market.registry.listBoxes({});
  market.close();
  assert.ok(await errorOf(market.registry.listBoxes({})) instanceof CancelledError);
});

test("closing a market ends what is still called", async () => {
  const market = open("OPERATOR", { token: undefined });
  const error = await errorOf((async () => {
    for await (const { message } of market.boxes.connect((async function* () { await new Promise(() => {}); })())) {
      assert.equal(message.case, "challenge");
      market.close();
    }
  })());
  assert.ok(error instanceof CancelledError);
});

test("what is no address is said when connecting", () => {
  for (const wrong of [[], "market.example:8443", "http://market.example", "https://market.example/path", "https://user@market.example"])
    assert.throws(() => connect({ addresses: wrong }), TypeError);
});

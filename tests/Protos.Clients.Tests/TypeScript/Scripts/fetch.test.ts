import assert from "node:assert/strict";
import { once } from "node:events";
import { after, beforeEach, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import {
  BadRequestSchema, CancelledError, connect, DeadlineExceededError, FailedPreconditionError, InternalError, RetryInfoSchema, RpcError, UnavailableError, UnimplementedError,
} from "@local-energy-market/client";
import { errorOf } from "./environment.js";
import { JsonPeer, reply } from "./jsonPeer.js";
import { deadPort } from "./proxy.js";

// What browsers load, against a server that answers what the real one cannot be made to.

const peer = await new JsonPeer().start();
const market = connect({ addresses: peer.address, token: "t", retry: { initialMs: 1 } });
after(() => {
  market.close();
  peer.stop();
});
beforeEach(() => void (peer.asked.length = 0));

const ask = { balancingGroup: "g", timeslot: 900n };

test("what has no side effects is a GET, the rest a POST, both with their time and token", async () => {
  peer.answer = (_, response) => reply(response, 200, {});
  await market.market.getBook({ balancingGroup: "Süd & Nord", timeslot: 900n });
  await market.registry.issueEnrollmentCode({ label: "Süd & Nord" }, { headers: { Traceparent: "00-1-2-01" } });
  const [get, post] = peer.asked;
  assert.deepEqual([get?.method, get?.path, get?.message], ["GET", "/lem.v1.MarketService/GetBook", { balancingGroup: "Süd & Nord", timeslot: "900" }]);
  assert.deepEqual([post?.method, post?.path, post?.message], ["POST", "/lem.v1.RegistryService/IssueEnrollmentCode", { label: "Süd & Nord" }]);
  for (const { headers } of peer.asked) {
    assert.equal(headers["authorization"], "Bearer t");
    assert.equal(headers["connect-protocol-version"], "1");
    assert.ok(Number(headers["connect-timeout-ms"]) > 0);
  }
  assert.equal(post?.headers["content-type"], "application/json");
  assert.equal(post?.headers["traceparent"], "00-1-2-01");
});

test("a question too long for an address is a POST", async () => {
  peer.answer = (_, response) => reply(response, 200, { units: [] });
  await market.registry.listUnits({ unitNumbers: Array.from({ length: 500 }, (_, i) => `SEE9${i}`) });
  assert.equal(peer.asked[0]?.method, "POST");
});

test("64-bit values arrive whole, and fields of a later version do no harm", async () => {
  peer.answer = ({ message }, response) => reply(response, 200, { offers: [{ quantityWh: message["timeslot"], colour: "green" }, { quantityWh: "-9223372036854775808" }] });
  const { offers } = await market.market.getBook({ ...ask, timeslot: 2n ** 63n - 1n });
  assert.deepEqual(offers.map((offer) => offer.quantityWh), [2n ** 63n - 1n, -(2n ** 63n)]);
});

test("an error says all that the backend said", async () => {
  const violations = { fieldViolations: [{ field: "timeslot", description: "is no quarter hour", reason: "NOT_A_TIMESLOT" }] };
  peer.answer = (_, response) => reply(response, 400, {
    code: "failed_precondition", message: "geht nicht",
    details: [
      { type: "google.rpc.BadRequest", value: base64Encode(toBinary(BadRequestSchema, create(BadRequestSchema, violations)), "std_raw") },
      { type: "google.rpc.ErrorInfo", value: "//" }, { type: 1 }, null,
    ],
  });
  const error = await errorOf(market.market.getBook(ask));
  assert.ok(error instanceof FailedPreconditionError);
  assert.equal(error.message, "geht nicht");
  assert.deepEqual(error.violations, violations.fieldViolations);
});

test("answers of something in between are errors by their status", async () => {
  for (const [status, code] of [[401, "UNAUTHENTICATED"], [404, "UNIMPLEMENTED"], [500, "UNKNOWN"], [413, "UNKNOWN"]] as const) {
    peer.answer = (_, response) => response.writeHead(status, { "content-type": "text/html" }).end("<html>");
    const error = await errorOf(market.market.getBook(ask));
    assert.ok(error instanceof RpcError);
    assert.equal(error.code, code);
  }
  peer.answer = (_, response) => response.writeHead(200).end("<html>");
  assert.ok(await errorOf(market.market.getBook(ask)) instanceof InternalError);
});

test("what is safe is repeated, what could do harm is sent once", async () => {
  peer.answer = (_, response) => (peer.asked.length < 3 ? reply(response, 503, { code: "unavailable" }) : reply(response, 200, { gateClosed: true }));
  assert.equal((await market.market.getBook(ask)).gateClosed, true);
  assert.equal(peer.asked.length, 3);
  peer.asked.length = 0;
  peer.answer = (_, response) => reply(response, 503, { code: "unavailable" });
  assert.ok(await errorOf(market.registry.issueEnrollmentCode({ label: "l" })) instanceof UnavailableError);
  assert.equal(peer.asked.length, 1);
});

test("a pause that the backend asks for and that does not fit is said", async () => {
  const value = base64Encode(toBinary(RetryInfoSchema, create(RetryInfoSchema, { retryDelay: { seconds: 60n, nanos: 500_000_000 } })), "std_raw");
  peer.answer = (_, response) => reply(response, 429, { code: "resource_exhausted", message: "too many", details: [{ type: "google.rpc.RetryInfo", value }] });
  const error = await errorOf(market.market.getBook(ask));
  assert.ok(error instanceof RpcError);
  assert.equal(error.retryDelayMs, 60_500);
  assert.equal(peer.asked.length, 1);
});

test("a call ends when its time is over or when it is aborted, and the backend learns of it", async () => {
  let closed: Promise<unknown> = Promise.resolve();
  peer.answer = (_, response) => (closed = once(response, "close"));
  assert.ok(await errorOf(market.market.getBook(ask, { timeoutMs: 100 })) instanceof DeadlineExceededError);
  await closed;
  const abort = new AbortController();
  peer.answer = (_, response) => ((closed = once(response, "close")), abort.abort("enough"));
  const error = await errorOf(market.market.getBook(ask, { signal: abort.signal }));
  assert.ok(error instanceof CancelledError);
  assert.equal(error.cause, "enough");
  await closed;
});

test("a call may take as long as it wants", async () => {
  peer.answer = (_, response) => reply(response, 200, {});
  await market.market.getBook(ask, { timeoutMs: Infinity });
  assert.equal(peer.asked[0]?.headers["connect-timeout-ms"], undefined);
  await market.market.getBook(ask, { timeoutMs: 1e12 });
  assert.ok(await errorOf(market.market.getBook(ask, { timeoutMs: 0 })) instanceof RangeError);
});

test("an order gets an id, and keeps the one that it has", async () => {
  peer.answer = (_, response) => reply(response, 200, {});
  await market.market.placeOffer({});
  await market.market.placeOffer({ requestId: "mine" });
  assert.match(String(peer.asked[0]?.message["requestId"]), /^[0-9a-f]{8}-/);
  assert.equal(peer.asked[1]?.message["requestId"], "mine");
});

test("of two addresses the one that works is used", async () => {
  peer.answer = (_, response) => reply(response, 200, {});
  const two = connect({ addresses: [`http://127.0.0.1:${await deadPort()}`, peer.address], retry: { initialMs: 1 } });
  await two.market.getBook(ask);
  await two.registry.issueEnrollmentCode({ label: "l" });
  two.close();
  assert.ok(await errorOf(two.market.getBook(ask)) instanceof CancelledError);
});

test("what streams says that it needs node", async () => {
  assert.ok(await errorOf(market.forecasts.importForecast({ fileName: "f", data: new Uint8Array(1) })) instanceof UnimplementedError);
  assert.throws(() => market.boxes.connect([]), UnimplementedError);
  assert.throws(() => market.health.watch({}), UnimplementedError);
});

test("pinning an authority is not pretended", () => {
  assert.throws(() => connect({ addresses: peer.address, authorities: "PEM" }), TypeError);
});

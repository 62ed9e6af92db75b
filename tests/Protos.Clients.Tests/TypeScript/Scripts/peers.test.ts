import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  BadRequestSchema, CancelledError, connect, DeadlineExceededError, ErrorInfoSchema, Health, InvalidArgumentError, MarketService, RegistryService, RequestInfoSchema,
  BoxService, ResourceExhaustedError, RetryInfoSchema, RpcError, StatusSchema, UnavailableError, UnimplementedError, type BoxMessage, type GetBookRequest,
} from "@local-energy-market/client";
import { status, type sendUnaryData, type ServerDuplexStream, type ServerUnaryCall, type ServerWritableStream } from "@grpc/grpc-js";
import { errorOf } from "./environment.js";
import { detail, failure, GrpcPeer } from "./grpcPeer.js";

// What the real backend cannot be made to answer, from grpc-js's own server.

type Answer = sendUnaryData<object>;
type Ask = ServerUnaryCall<GetBookRequest, object>;

let book: (call: Ask, answer: Answer) => void = () => {};
let issue: (call: unknown, answer: Answer) => void = () => {};
let watch: (call: ServerWritableStream<unknown, object>) => void = () => {};
let box: (call: ServerDuplexStream<BoxMessage, object>) => void = () => {};

const peer = await new GrpcPeer()
  .serve(MarketService, { getBook: (call: Ask, answer: Answer) => book(call, answer) })
  .serve(RegistryService, {
    issueEnrollmentCode: (call: unknown, answer: Answer) => issue(call, answer),
    listBoxes: (_: unknown, answer: Answer) => answer(null, { boxes: [{ acknowledgedSequence: 2n ** 64n - 1n }] }),
  })
  .serve(Health, { watch: (call: ServerWritableStream<unknown, object>) => watch(call) })
  .serve(BoxService, { connect: (call: ServerDuplexStream<BoxMessage, object>) => box(call) })
  .start();
const market = connect({ addresses: peer.address, token: "t", retry: { initialMs: 1 } });
after(() => {
  market.close();
  peer.stop();
});

const ask = { balancingGroup: "g", timeslot: 0n };

test("64-bit values arrive whole, also those above 2⁵³", async () => {
  const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];
  book = ({ request }, answer) => answer(null, { offers: [{ quantityWh: request.timeslot }, { quantityWh: least }] });
  const { offers } = await market.market.getBook({ ...ask, timeslot: most });
  assert.deepEqual(offers.map((offer) => offer.quantityWh), [most, least]);
  assert.equal((await market.registry.listBoxes({})).boxes[0]?.acknowledgedSequence, 2n ** 64n - 1n);
});

test("a value that fits no field is the caller's error, and is not sent", async () => {
  const error = await errorOf(market.market.getBook({ ...ask, timeslot: 2n ** 63n }));
  assert.ok(error instanceof Error && !(error instanceof RpcError));
});

test("an answer larger than gRPC takes by default comes, up to what the caller takes", async () => {
  const offers = Array.from({ length: 8_000 }, () => ({ unitNumber: "é".repeat(500) }));
  book = (_, answer) => answer(null, { offers });
  assert.equal((await market.market.getBook(ask)).offers.length, offers.length);
  const careful = connect({ addresses: peer.address, largestAnswer: 1 << 20, retry: false });
  assert.ok(await errorOf(careful.market.getBook(ask)) instanceof ResourceExhaustedError);
  careful.close();
});

test("what has no side effects is repeated until it succeeds", async () => {
  let calls = 0;
  book = (_, answer) => (++calls < 3 ? answer({ code: status.UNAVAILABLE, details: "not now" }) : answer(null, { gateClosed: true }));
  assert.equal((await market.market.getBook(ask)).gateClosed, true);
  assert.equal(calls, 3);
});

test("what could do harm is sent once, and so is what would fail again", async () => {
  let calls = 0;
  issue = (_, answer) => (calls++, answer({ code: status.UNAVAILABLE, details: "not now" }));
  const error = await errorOf(market.registry.issueEnrollmentCode({ label: "l" }));
  assert.ok(error instanceof UnavailableError && !error.neverSent);
  assert.equal(calls, 1);
  calls = 0;
  book = (_, answer) => (calls++, answer({ code: status.FAILED_PRECONDITION, details: "no" }));
  await errorOf(market.market.getBook(ask));
  assert.equal(calls, 1);
  calls = 0;
  book = (_, answer) => (calls++, answer({ code: status.UNAVAILABLE, details: "not now" }));
  await errorOf(market.market.getBook(ask));
  assert.equal(calls, 4);
});

test("a backend that asks for a pause gets it, or an error if there is no time for it", async () => {
  let calls = 0;
  const busy = (seconds: bigint, nanos: number) =>
    failure(status.RESOURCE_EXHAUSTED, "too many", StatusSchema, [detail(RetryInfoSchema, { retryDelay: { seconds, nanos } })]);
  const times: number[] = [];
  book = (_, answer) => (times.push(performance.now()), ++calls < 2 ? answer(busy(0n, 50_000_000)) : answer(null, {}));
  await market.market.getBook(ask);
  assert.ok(times[1]! - times[0]! >= 45);
  calls = 0;
  book = (_, answer) => (calls++, answer(busy(3600n, 0)));
  const error = await errorOf(market.market.getBook(ask));
  assert.ok(error instanceof ResourceExhaustedError);
  assert.equal(error.retryDelayMs, 3_600_000);
  assert.equal(calls, 1);
});

test("an error says all that the backend said", async () => {
  book = (_, answer) => answer(failure(status.INVALID_ARGUMENT, "zwei Felder", StatusSchema, [
    detail(ErrorInfoSchema, { reason: "FIELDS_INVALID", domain: "lem", metadata: { cap_wh: "500" } }),
    detail(BadRequestSchema, { fieldViolations: [{ field: "unit_numbers[2]", description: "ist leer", reason: "MISSING" }] }),
    detail(RequestInfoSchema, { requestId: "r-1" }),
  ]));
  const error = await errorOf(market.market.getBook(ask));
  assert.ok(error instanceof InvalidArgumentError);
  assert.deepEqual(
    [error.message, error.reason, error.metadata, error.violations, error.requestId, error.retryDelayMs],
    ["zwei Felder", "FIELDS_INVALID", { cap_wh: "500" }, [{ field: "unit_numbers[2]", description: "ist leer", reason: "MISSING" }], "r-1", undefined]);
  assert.equal(error.detail(ErrorInfoSchema)?.domain, "lem");
});

test("details that cannot be read do not hide the error", async () => {
  book = (_, answer) => {
    const damaged = failure(status.NOT_FOUND, "nothing", StatusSchema, []);
    damaged.metadata?.set("grpc-status-details-bin", Buffer.from([0xff, 0xff]));
    answer(damaged);
  };
  const error = await errorOf(market.market.getBook(ask));
  assert.ok(error instanceof RpcError);
  assert.deepEqual([error.code, error.message, error.reason], ["NOT_FOUND", "nothing", ""]);
});

test("a method that the backend does not have is told apart", async () => {
  assert.ok(await errorOf(market.market.placeBid({})) instanceof UnimplementedError);
});

test("a call may take as long as it wants", async () => {
  book = (_, answer) => answer(null, { gateClosed: true });
  for (const timeoutMs of [Infinity, 1e12]) assert.equal((await market.market.getBook(ask, { timeoutMs })).gateClosed, true);
});

test("a call ends when its time is over, and the backend learns of it", async () => {
  const ended = new Promise((resolve) => (book = (call) => call.on("cancelled", resolve)));
  assert.ok(await errorOf(market.market.getBook(ask, { timeoutMs: 100 })) instanceof DeadlineExceededError);
  await ended;
});

test("a call that is aborted ends, and the backend learns of it", async () => {
  const abort = new AbortController();
  const ended = new Promise((resolve) => (book = (call) => (call.on("cancelled", resolve), abort.abort(new Error("another page")))));
  const error = await errorOf(market.market.getBook(ask, { signal: abort.signal }));
  assert.ok(error instanceof CancelledError);
  assert.match(String(error.cause), /another page/);
  await ended;
  book = () => assert.fail("it was aborted before");
  assert.ok(await errorOf(market.market.getBook(ask, { signal: abort.signal })) instanceof CancelledError);
});

test("a server's stream is read as it comes, and ends when nobody reads", async () => {
  watch = (call) => [1, 2, 1].forEach((serving) => call.write({ status: serving })) ?? call.end();
  const seen: number[] = [];
  for await (const answer of market.health.watch({})) seen.push(answer.status);
  assert.deepEqual(seen, [1, 2, 1]);

  const ended = new Promise((resolve) => (watch = (call) => (call.on("cancelled", resolve), call.write({ status: 1 }))));
  for await (const answer of market.health.watch({})) {
    assert.equal(answer.status, 1);
    break;
  }
  await ended;

  watch = (call) => void call.emit("error", { code: status.RESOURCE_EXHAUSTED, details: "over" });
  assert.ok(await errorOf(market.health.watch({})[Symbol.asyncIterator]().next()) instanceof ResourceExhaustedError);
});

test("a stream both ways carries more than fits its buffers", async () => {
  box = (call) => {
    call.on("data", ({ message }: BoxMessage) => {
      if (message.case === "batch") call.write({ message: { case: "refusal", value: { detail: "x".repeat(message.value.content.length) } } });
    });
    call.on("end", () => call.end());
  };
  const count = 300;
  async function* batches() {
    for (let i = 0; i < count; i++) yield { message: { case: "batch", value: { content: new Uint8Array(10_000) } } } as const;
  }
  let answers = 0;
  for await (const { message } of market.boxes.connect(batches())) if (message.case === "refusal" && message.value.detail.length === 10_000) answers++;
  assert.equal(answers, count);
});

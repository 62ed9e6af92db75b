import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { CancelledError, HealthCheckResponse_ServingStatus, InvalidArgumentError, NotFoundError, startOf, UnauthenticatedError } from "@local-energy-market/client";
import { errorOf, open, timeslot, using } from "./environment.js";

const unit = "SEE900000000007";
const header = "start_utc;end_utc;mastr;direction;kwh\n";

function line(slot: bigint, kwh: string): string {
  const text = (at: bigint) => startOf(at).toISOString().replace(".000Z", "Z");
  return `${text(slot)};${text(slot + 900n)};${unit};generation;${kwh}\n`;
}

test("a file goes up from a stream and is read back", () => using(open("SUPPLIER"), async ({ forecasts }) => {
  const slots = Array.from({ length: 5_000 }, (_, i) => timeslot + 900_000n + BigInt(i) * 900n);
  const lines = (function* () {
    yield Buffer.from(header);
    for (const slot of slots) yield Buffer.from(line(slot, "1.25"));
  })();
  const { values } = await forecasts.importForecast({ fileName: "Prognose für Süd.csv", data: Readable.from(lines, { objectMode: false }) });
  assert.equal(values, 5_000n);
  const answer = await forecasts.getForecast({ unitNumber: unit, fromTimeslot: slots[0]!, toTimeslot: slots.at(-1)! + 900n });
  assert.deepEqual(answer.values.map((value) => value.timeslot), slots);
  assert.ok(answer.values.every((value) => value.productionWh === 1250n));
}));

test("a file goes up from memory in more than one message", () => using(open("SUPPLIER"), async ({ forecasts }) => {
  const data = Buffer.from(header + Array.from({ length: 12_000 }, (_, i) => line(timeslot + 9_000_000n + BigInt(i) * 900n, "0.5")).join(""));
  assert.ok(data.length > 2 * 256 * 1024);
  assert.equal((await forecasts.importForecast({ fileName: "large.csv", data })).values, 12_000n);
}));

test("a wrong file is refused with its line", () => using(open("SUPPLIER"), async ({ forecasts }) => {
  const error = await errorOf(forecasts.importForecast({ fileName: "wrong.csv", data: Buffer.from(header + line(timeslot, "much")) }));
  assert.ok(error instanceof InvalidArgumentError, String(error));
  assert.match(error.message, /2/);
}));

test("data that cannot be read ends the upload with its own error", () => using(open("SUPPLIER"), async ({ forecasts }) => {
  const broken = new Error("the disk is gone");
  async function* data() {
    yield Buffer.from(header);
    throw broken;
  }
  assert.equal(await errorOf(forecasts.importForecast({ fileName: "broken.csv", data: data() })), broken);
  assert.ok(await errorOf(forecasts.importForecast({ fileName: "text.csv", data: Readable.from(["text"]) })) instanceof TypeError);
}));

test("an upload that nobody waits for any more is cancelled", () => using(open("SUPPLIER"), async ({ forecasts }) => {
  const abort = new AbortController();
  async function* data() {
    yield Buffer.from(header);
    abort.abort("enough");
    await new Promise(() => {});
  }
  const error = await errorOf(forecasts.importForecast({ fileName: "endless.csv", data: data() }, { signal: abort.signal }));
  assert.ok(error instanceof CancelledError);
  assert.equal(error.cause, "enough");
}));

test("the backend says that it serves, now and on, to whoever asks", () => using(open("OPERATOR", { token: undefined }), async ({ health }) => {
  assert.equal((await health.check({})).status, HealthCheckResponse_ServingStatus.SERVING);
  assert.ok(await errorOf(health.check({ service: "nothing" })) instanceof NotFoundError);
  for await (const { status } of health.watch({ service: "lem.v1.MarketService" })) {
    assert.equal(status, HealthCheckResponse_ServingStatus.SERVING);
    break;
  }
}));

test("a box's stream speaks both ways, and ends when the hello is wrong", () => using(open("OPERATOR", { token: undefined }), async ({ boxes }) => {
  let hello: (nonce: Uint8Array) => void = () => {};
  const challenged = new Promise<Uint8Array>((resolve) => (hello = resolve));
  async function* requests() {
    const nonce = await challenged;
    yield { message: { case: "hello", value: { boxId: "00000000-0000-4000-8000-000000000000", signature: new Uint8Array(64), softwareVersion: `n${nonce[0]}` } } } as const;
    await new Promise(() => {});
  }
  const seen: string[] = [];
  const error = await errorOf((async () => {
    for await (const { message } of boxes.connect(requests())) {
      seen.push(message.case ?? "");
      if (message.case === "challenge") {
        assert.equal(message.value.nonce.length, 32);
        hello(message.value.nonce);
      }
    }
  })());
  assert.deepEqual(seen, ["challenge"]);
  assert.ok(error instanceof UnauthenticatedError, String(error));
}));

test("whoever stops reading ends the stream", () => using(open("OPERATOR", { token: undefined }), async ({ boxes }) => {
  let ended = false;
  async function* requests() {
    try {
      await new Promise(() => {});
      yield {};
    } finally {
      ended = true;
    }
  }
  for await (const { message } of boxes.connect(requests())) {
    assert.equal(message.case, "challenge");
    break;
  }
  assert.equal(ended, false);
}));

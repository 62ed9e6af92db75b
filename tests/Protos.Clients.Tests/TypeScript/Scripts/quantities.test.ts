import assert from "node:assert/strict";
import { test } from "node:test";
import { centsPerKwh, euros, kilowattHours, startOf, timeslot, timeslotContaining, wattHours } from "@local-energy-market/client";

test("energy is exact or refused", () => {
  assert.equal(wattHours(1500), 1500n);
  assert.equal(wattHours(2n ** 63n - 1n), 9223372036854775807n);
  assert.equal(kilowattHours("1.5"), 1500n);
  assert.equal(kilowattHours(0.001), 1n);
  assert.equal(kilowattHours("-2.50"), -2500n);
  for (const wrong of [() => wattHours(0.5), () => wattHours(2 ** 53), () => wattHours(2n ** 63n), () => kilowattHours("1.0005"), () => kilowattHours("1,5"), () => kilowattHours(1e21)])
    assert.throws(wrong, RangeError);
});

test("a price in cents is one in millicents", () => {
  assert.equal(centsPerKwh("8.42"), 8420n);
  assert.equal(centsPerKwh(8.42), 8420n);
  assert.equal(centsPerKwh("-0.001"), -1n);
  assert.throws(() => centsPerKwh("8.4205"), RangeError);
});

test("money keeps all its decimals", () => {
  assert.equal(euros(1_234_500_000n), "12.34500000");
  assert.equal(euros(-1n), "-0.00000001");
  assert.equal(euros(0n), "0.00000000");
});

test("a timeslot starts on a quarter hour", () => {
  const noon = new Date("2026-06-21T12:00:00Z");
  assert.equal(timeslot(noon), 1782043200n);
  assert.deepEqual(startOf(timeslot(noon)), noon);
  assert.equal(timeslotContaining(new Date("2026-06-21T12:14:59.999Z")), timeslot(noon));
  assert.equal(timeslotContaining(new Date("1969-12-31T23:59:59Z")), -900n);
  for (const wrong of [() => timeslot(new Date("2026-06-21T12:00:00.001Z")), () => timeslot(new Date(NaN)), () => startOf(901n)]) assert.throws(wrong, RangeError);
});

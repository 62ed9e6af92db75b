import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import {
  centsPerKwh, FailedPreconditionError, InvalidArgumentError, kilowattHours, Marketing, NotFoundError, PermissionDeniedError, RpcError, UnauthenticatedError,
} from "@local-energy-market/client";
import { all, errorOf, group, isBrowser, open, timeslot, using } from "./environment.js";

// The same against the real backend, over gRPC in node and as JSON over fetch.

const unicode = "Jörg Müßig-Æsop 太陽光 🔆 e\u0301 \u200fעברית\u200e";

function offer(change: object = {}) {
  return {
    customerId: "C-0001", unitNumber: "SEE900000000001", timeslot, quantityWh: kilowattHours("0.5"), startPriceMctPerKwh: centsPerKwh("8.42"), divisible: true,
    requestId: randomUUID() as string, ...change,
  };
}

test("a list comes page by page and whole", () => using(open("OPERATOR"), async ({ registry }) => {
  const units = await all(registry.units({ postcode: "01067", pageSize: 7 }));
  assert.equal(new Set(units.map((unit) => unit.unitNumber)).size, 115);
  assert.equal(units.length, 115);
  for await (const unit of registry.units({ pageSize: 1 })) {
    assert.equal(unit.postcode, "01067");
    break;
  }
}));

test("an offer stands in the book once, however often it is sent", () => using(open("CUSTOMER"), async ({ market }) => {
  const request = offer();
  const first = await market.placeOffer(request);
  const again = await market.placeOffer(request);
  assert.equal(again.offerId, first.offerId);
  const book = await market.getBook({ balancingGroup: group, timeslot });
  const found = book.offers.filter((one) => one.offerId === first.offerId);
  assert.equal(found.length, 1);
  assert.equal(found[0]?.quantityWh, 500n);
  assert.equal(found[0]?.startPriceMctPerKwh, 8420n);
  assert.equal(typeof found[0]?.placedAt?.seconds, "bigint");
  await market.withdrawOffer({ customerId: "C-0001", offerId: first.offerId, timeslot });
}));

test("text of every script arrives as it was sent", () => using(open("OPERATOR"), async ({ registry }) => {
  const customerId = isBrowser ? "C-TS-FETCH" : "C-TS-GRPC";
  await registry.registerCustomer({ customerId, displayName: unicode, balancingGroup: group, marketing: Marketing.ACTIVE });
  const { customers } = await registry.listCustomers({});
  assert.equal(customers.find((customer) => customer.customerId === customerId)?.displayName, unicode);
}));

test("a request without a field is answered", () => using(open("OPERATOR"), async ({ status }) => {
  const { parts, marketTime } = await status.getStatus({});
  assert.ok(parts.length > 0);
  assert.ok(marketTime);
}));

test("what the market does not allow says why", () => using(open("CUSTOMER"), async ({ market }) => {
  const error = await errorOf(market.placeOffer(offer({ quantityWh: kilowattHours(500) })));
  assert.ok(error instanceof FailedPreconditionError);
  assert.equal(error.code, "FAILED_PRECONDITION");
  assert.equal(error.name, "FailedPreconditionError");
  assert.match(error.message, /forecast/);
  assert.equal(error.reason, "FORECAST_CAP");
  assert.equal(error.metadata["cap_wh"], "5000");
  assert.notEqual(error.requestId, "");
}));

test("wrong fields are named", () => using(open("CUSTOMER"), async ({ market }) => {
  const error = await errorOf(market.placeOffer(offer({ timeslot: timeslot + 1n, unitNumber: "" }), { headers: { "x-request-id": "ts-1" } }));
  assert.ok(error instanceof InvalidArgumentError, String(error));
  assert.equal(error.reason, "FIELDS_INVALID");
  assert.deepEqual(Object.fromEntries(error.violations.map(({ field, reason }) => [field, reason])), { timeslot: "NOT_A_TIMESLOT", unit_number: "MISSING" });
  assert.ok(error.violations.every(({ description }) => description !== ""));
  assert.equal(error.requestId, "ts-1");
}));

test("what is not there, not allowed, and who is not known are told apart", async () => {
  await using(open("SUPPLIER"), async ({ market }) => {
    assert.ok(await errorOf(market.getResult({ balancingGroup: group, timeslot })) instanceof NotFoundError);
  });
  await using(open("CUSTOMER"), async ({ registry }) => {
    const error = await errorOf(registry.issueEnrollmentCode({ label: "mine" }));
    assert.ok(error instanceof PermissionDeniedError);
    assert.equal(error.reason, "ROLE_NOT_ALLOWED");
  });
  await using(open("CUSTOMER", { token: "nobody's" }), async ({ registry }) => {
    const error = await errorOf(registry.listBoxes({}));
    assert.ok(error instanceof UnauthenticatedError && error instanceof RpcError && error instanceof Error);
    assert.equal(error.reason, "TOKEN_UNKNOWN");
    assert.doesNotMatch(String(error.stack), /nobody's/);
  });
});

test("the token is asked for before each call", async () => {
  const tokens = ["wrong", process.env["LEM_TOKEN_OPERATOR"]!];
  await using(open("OPERATOR", { token: async () => tokens.shift()! }), async ({ registry }) => {
    assert.ok(await errorOf(registry.listBoxes({})) instanceof UnauthenticatedError);
    await registry.listBoxes({});
  });
});

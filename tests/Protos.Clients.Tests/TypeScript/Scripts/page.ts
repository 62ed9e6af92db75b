import { centsPerKwh, connect, kilowattHours, RpcError } from "@local-energy-market/client";

// A page's script: what a person there would do, and what came of it as JSON.

type Settings = Record<string, string>;

async function tryMarket(settings: Settings): Promise<string> {
  const of = (name: string) => settings[`LEM_${name}`] ?? "";
  const open = (token: string) => connect({ addresses: of("ADDRESS"), token, retry: false });
  const timeslot = BigInt(of("TIMESLOT"));
  const offer = { customerId: "C-0002", unitNumber: "SEE900000000002", timeslot, quantityWh: kilowattHours("0.5"), startPriceMctPerKwh: centsPerKwh("8.42"), divisible: true };
  const operator = open(of("TOKEN_OPERATOR"));
  const customer = open(of("TOKEN_CUSTOMER_2"));
  try {
    let units = 0;
    for await (const unit of operator.registry.units({ postcode: "01067", pageSize: 40 })) units += unit.unitNumber === "" ? 0 : 1;
    const { offerId } = await customer.market.placeOffer(offer);
    const book = await customer.market.getBook({ balancingGroup: of("GROUP"), timeslot });
    const abort = AbortSignal.abort();
    return JSON.stringify({
      units,
      offer: offerId,
      price: String(book.offers.find((one) => one.offerId === offerId)?.startPriceMctPerKwh),
      refused: await failure(customer.market.placeOffer({ ...offer, quantityWh: kilowattHours(500) })),
      wrong: await failure(customer.market.placeOffer({ ...offer, timeslot: timeslot + 1n })),
      unknown: await failure(open("nobody's").status.getStatus({})),
      aborted: await failure(operator.registry.listBoxes({}, { signal: abort })),
      upload: await failure(operator.registry.importMastr({ fileName: "f", data: new Uint8Array() })),
      listing: "",
    });
  } catch (error) {
    return JSON.stringify({ failed: describe(error) });
  }
}

async function failure(call: Promise<unknown>): Promise<string> {
  return call.then(() => "nothing", describe);
}

function describe(error: unknown): string {
  return error instanceof RpcError ? `${error.name} ${error.code}` : String(error);
}

Object.assign(window, { tryMarket });

import { readFileSync } from "node:fs";
import { connect, type ConnectOptions, type Market } from "@local-energy-market/client";

/** Whether what browsers load is tried. */
export const isBrowser = process.execArgv.includes("--conditions=browser");

export function variable(name: string): string {
  const value = process.env[`LEM_${name}`];
  if (value === undefined) throw new Error(`LEM_${name} is not set`);
  return value;
}

export const address = variable("ADDRESS");
export const authorities = readFileSync(variable("AUTHORITY"), "utf8");
export const timeslot = BigInt(variable("TIMESLOT"));
export const group = variable("GROUP");

/** Customer 7 and its units are these scripts' own; the token is of customer 1 unless another is named. */
export function open(who: string, options: Partial<ConnectOptions> = {}): Market {
  return connect({ addresses: address, ...(isBrowser ? {} : { authorities }), token: variable(`TOKEN_${who}`), ...options });
}

/** Opens a market for as long as it is used. */
export async function using<T>(market: Market, use: (market: Market) => Promise<T>): Promise<T> {
  try {
    return await use(market);
  } finally {
    market.close();
  }
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The error that it ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

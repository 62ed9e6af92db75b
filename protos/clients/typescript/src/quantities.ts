// The wire has whole numbers of small units, in 64 bits; these make them from what people and programs have, exactly or not at all.

const timeslotSeconds = 900n;

/** Energy in Wh from a whole number of watt-hours. */
export function wattHours(value: number | bigint): bigint {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new RangeError(`${value} Wh is no whole number that can be relied on`);
  return inRange(BigInt(value));
}

/** Energy in Wh from kilowatt-hours, for example `kilowattHours("1.5")` is 1500n; with more than three decimals it throws. */
export function kilowattHours(value: number | string): bigint {
  return scaled(value, 3, "kWh");
}

/** A price in 10⁻⁵ EUR/kWh from cents a kilowatt-hour, for example `centsPerKwh("8.42")` is 8420n; with more than three decimals it throws. */
export function centsPerKwh(value: number | string): bigint {
  return scaled(value, 3, "ct/kWh");
}

/** Money (10⁻⁸ EUR) in euros with all decimals, for example `euros(1_234_500_000n)` is "12.34500000". */
export function euros(microcents: bigint): string {
  const digits = String(microcents < 0n ? -microcents : microcents).padStart(9, "0");
  return `${microcents < 0n ? "-" : ""}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

/** The timeslot that starts at this instant; throws if none does: timeslots start on the quarter hour. */
export function timeslot(start: Date): bigint {
  const slot = timeslotContaining(start);
  if (startOf(slot).getTime() !== start.getTime())
    throw new RangeError(`${start.toISOString()} is not the start of a timeslot: they start on the quarter hour; timeslotContaining gives the one it is in`);
  return slot;
}

/** The timeslot that the instant is in. */
export function timeslotContaining(instant: Date): bigint {
  const milliseconds = instant.getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError("the date is not valid");
  return BigInt(Math.floor(milliseconds / 900_000)) * timeslotSeconds;
}

/** When a timeslot starts. */
export function startOf(slot: bigint): Date {
  if (slot % timeslotSeconds !== 0n) throw new RangeError(`${slot} is no timeslot: seconds since 1970 UTC that can be divided by 900`);
  return new Date(Number(slot) * 1_000);
}

function scaled(value: number | string, decimals: number, unit: string): bigint {
  const text = String(value).trim();
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3]?.replace(/0+$/, "") ?? "";
  if (match === null || fraction.length > decimals) throw new RangeError(`'${text}' ${unit} cannot be said exactly: a number with a point and at most ${decimals} decimals`);
  const size = BigInt(match[2] + fraction.padEnd(decimals, "0"));
  return inRange(match[1] === "-" ? -size : size);
}

function inRange(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit 64 bits`);
  return value;
}

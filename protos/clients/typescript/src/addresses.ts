const local = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The addresses as URLs without a path. */
export function parseAddresses(addresses: string | readonly string[]): [URL, ...URL[]] {
  const [first, ...others] = (typeof addresses === "string" ? [addresses] : addresses).map(parse);
  if (first === undefined) throw new TypeError("addresses is empty: name at least one, for example https://market.example:8443");
  return [first, ...others];
}

function parse(address: string): URL {
  if (!URL.canParse(address)) throw new TypeError(`'${address}' is not an address: write it as https://market.example:8443`);
  const url = new URL(address);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local.has(url.hostname)))
    throw new TypeError(`'${address}' is not an address to send a token to: only https, or http on this machine`);
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "")
    throw new TypeError(`'${address}' says more than where the market is: write scheme, host and port`);
  return url;
}

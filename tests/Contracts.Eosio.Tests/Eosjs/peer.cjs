// Answers questions by eosjs, one JSON object a line, until its input ends.
const { createInterface } = require('readline');
const { Api, JsonRpc, RpcError, Serialize, Numeric } = require('eosjs');
const { JsSignatureProvider, PrivateKey, PublicKey, Signature, digestFromSerializedData } = require('eosjs/dist/eosjs-jssig');
const { TextEncoder, TextDecoder } = require('util');

const hex = bytes => Buffer.from(bytes).toString('hex');
const bytes = text => Uint8Array.from(Buffer.from(text, 'hex'));
const buffer = array => new Serialize.SerialBuffer({ textEncoder: new TextEncoder(), textDecoder: new TextDecoder(), array });
const api = (url, keys = []) => {
  const rpc = new JsonRpc(url, { fetch });
  return { rpc, api: new Api({ rpc, signatureProvider: new JsSignatureProvider(keys), textEncoder: new TextEncoder(), textDecoder: new TextDecoder() }) };
};
const offline = api('http://localhost').api;
let types = Serialize.getTypesFromAbi(Serialize.createInitialTypes(), { version: 'eosio::abi/1.2', types: [], structs: [], variants: [] });

const answers = {
  abi: ({ abi }) => {
    types = Serialize.getTypesFromAbi(Serialize.createInitialTypes(), abi);
    return hex(offline.jsonToRawAbi(abi));
  },
  rawAbi: ({ packed }) => offline.rawAbiToJson(bytes(packed)),
  pack: ({ type, value }) => {
    const to = buffer();
    Serialize.getType(types, type).serialize(to, value);
    return hex(to.asUint8Array());
  },
  unpack: ({ type, packed }) => {
    const from = buffer(bytes(packed));
    const value = Serialize.getType(types, type).deserialize(from);
    if (from.haveReadData()) throw new Error('bytes are left over');
    return value;
  },
  packTransaction: ({ transaction }) => hex(offline.serializeTransaction(transaction)),
  unpackTransaction: ({ packed }) => offline.deserializeTransaction(bytes(packed)),
  inflate: ({ packed }) => hex(offline.inflateSerializedArray(bytes(packed))),
  deflate: ({ packed }) => hex(offline.deflateSerializedArray(bytes(packed))),
  key: ({ key }) => {
    const secret = PrivateKey.fromString(key);
    return { text: secret.toString(), publicKey: secret.getPublicKey().toString(), legacy: secret.getType() === 0 ? secret.getPublicKey().toLegacyString() : null };
  },
  sign: async ({ key, chain, packed }) => {
    const provider = new JsSignatureProvider([key]);
    const [publicKey] = await provider.getAvailableKeys();
    return (await provider.sign({ chainId: chain, requiredKeys: [publicKey], serializedTransaction: bytes(packed) })).signatures[0];
  },
  recover: ({ signature, chain, packed }) => {
    const read = Signature.fromString(signature);
    const digest = digestFromSerializedData(chain, bytes(packed), undefined, read.ec);
    const key = read.recover(digest, false);
    return { key: key.toString(), verified: read.verify(digest, key, false) };
  },
  rpc: ({ url, method, args }) => api(url).rpc[method](...args),
  transact: ({ url, keys, actions, compression }) =>
    api(url, keys).api.transact({ actions }, { useLastIrreversible: true, expireSeconds: 60, compression: !!compression }),
};

createInterface({ input: process.stdin }).on('line', async line => {
  const question = JSON.parse(line);
  try {
    console.log(JSON.stringify({ answer: (await answers[question.op](question)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof RpcError ? JSON.stringify(error.json) : String(error.message || error) }));
  }
});

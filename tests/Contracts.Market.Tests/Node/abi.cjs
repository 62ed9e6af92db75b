// The contract's interface in eosjs: [type, packed bytes] in; fields, the bytes they pack to, and the interface's own packed form out.
const { root, abi, items } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const eosjs = require('module').createRequire(`${root}/package.json`);
const { createInitialTypes, getTypesFromAbi, SerialBuffer, arrayToHex } = eosjs('eosjs/dist/eosjs-serialize');
const { Api } = eosjs('eosjs/dist/eosjs-api');
const text = { textEncoder: new TextEncoder(), textDecoder: new TextDecoder('utf-8', { fatal: true }) };
const types = getTypesFromAbi(createInitialTypes(), abi);
const api = new Api({ ...text, rpc: null, authorityProvider: null, abiProvider: null, signatureProvider: null, chainId: '00'.repeat(32) });

const answers = items.map(([name, hex]) => {
  const bytes = Buffer.from(hex, 'hex');
  const buffer = new SerialBuffer({ ...text, array: bytes });
  const value = types.get(name).deserialize(buffer);
  if (buffer.haveReadData()) throw new Error(`${name}: bytes are left over`);
  const packed = new SerialBuffer(text);
  types.get(name).serialize(packed, value);
  return { value, packed: arrayToHex(packed.asUint8Array()).toLowerCase() };
});
console.log(JSON.stringify({ answers, abi: arrayToHex(api.jsonToRawAbi(abi)).toLowerCase() }));

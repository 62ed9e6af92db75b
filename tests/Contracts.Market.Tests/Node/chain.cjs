// The contract in node's own WebAssembly engine, over the same tables in memory as ContractRun: [actor, action, data, seconds later] in, answers and rows out.
const { wasm, self, now, accounts, keys, actions } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const compiled = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
const known = new Set(accounts.map(BigInt));
let rows = new Map();
let time = BigInt(now);

function run(actor, action, data) {
  const before = new Map(rows);
  const iterators = [];
  let memory;
  const bytes = (at, length) => new Uint8Array(memory.buffer, at >>> 0, length >>> 0);
  const u = BigInt.asUintN.bind(null, 64);
  const key = (scope, table, id) => [u(scope), u(table), u(id)].join(' ');
  const iterator = k => iterators.push(k) - 1;
  const within = k => [...rows.keys()].filter(o => o.split(' ').slice(0, 2).join() === k.split(' ').slice(0, 2).join())
    .map(o => BigInt(o.split(' ')[2])).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (k, id) => iterator([...k.split(' ').slice(0, 2), id].join(' '));
  const first = (k, test) => {
    const ids = within(k);
    const found = ids.find(test);
    return found === undefined ? (ids.length === 0 ? -1 : -2) : at(k, found);
  };
  const text = p => { const all = new Uint8Array(memory.buffer); return Buffer.from(all.subarray(p, all.indexOf(0, p))).toString(); };
  const env = {
    action_data_size: () => data.length,
    read_action_data: (p, n) => { bytes(p, Math.min(n, data.length)).set(data.subarray(0, n)); return Math.min(n, data.length); },
    current_time: () => time,
    require_auth: a => { if (u(a) !== actor) throw new Error('missing authority'); },
    require_auth2: a => { if (u(a) !== actor) throw new Error('missing authority'); },
    check_permission_authorization: (a, permission, p, n) => (keys[u(a).toString()]?.includes(Buffer.from(bytes(p, n)).toString('hex')) ? 1 : 0),
    is_account: a => (known.has(u(a)) ? 1 : 0),
    eosio_assert: (test, p) => { if (!test) throw new Error(text(p)); },
    memset: (p, v, n) => { bytes(p, n).fill(v); return p; },
    memcpy: (d, s, n) => { bytes(d, n).set(bytes(s, n)); return d; },
    db_store_i64: (s, t, payer, id, p, n) => { const k = key(s, t, id); rows.set(k, Buffer.from(bytes(p, n))); return iterator(k); },
    db_update_i64: (i, payer, p, n) => { rows.set(iterators[i], Buffer.from(bytes(p, n))); },
    db_remove_i64: i => { rows.delete(iterators[i]); },
    db_get_i64: (i, p, n) => { const row = rows.get(iterators[i]).subarray(0, n); bytes(p, row.length).set(row); return row.length; },
    db_next_i64: (i, p) => {
      const id = BigInt(iterators[i].split(' ')[2]);
      const next = first(iterators[i], o => o > id);
      if (next >= 0) new DataView(memory.buffer).setBigUint64(p, BigInt(iterators[next].split(' ')[2]), true);
      return next;
    },
    db_find_i64: (c, s, t, id) => first(key(s, t, id), o => o === u(id)),
    db_lowerbound_i64: (c, s, t, id) => first(key(s, t, id), o => o >= u(id)),
  };
  try {
    const instance = new WebAssembly.Instance(compiled, { env });
    memory = instance.exports.memory;
    instance.exports.apply(BigInt(self), BigInt(self), action);
    return 'ok';
  } catch (e) {
    rows = before;
    return e.message;
  }
}

const answers = actions.map(([actor, action, data, later]) => {
  time += BigInt(later) * 1000000n;
  return run(BigInt(actor), BigInt(action), Buffer.from(data, 'hex'));
});
console.log(JSON.stringify({ answers, rows: [...rows].map(([k, v]) => `${k} ${v.toString('hex')}`).sort() }));

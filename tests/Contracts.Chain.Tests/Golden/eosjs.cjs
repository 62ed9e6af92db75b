// Calls every method of eosjs' JsonRpc once and prints, a JSON object, what became of each: "ok", or the error's name.
const { Api, JsonRpc } = require('eosjs');
const { JsSignatureProvider } = require('eosjs/dist/eosjs-jssig');
const { TextEncoder, TextDecoder } = require('util');

const [, , url, key, publicKey] = process.argv;
const rpc = new JsonRpc(url, { fetch });
const api = new Api({ rpc, signatureProvider: new JsSignatureProvider([key]), textEncoder: new TextEncoder(), textDecoder: new TextDecoder() });
const authority = { threshold: 1, keys: [{ key: publicKey, weight: 1 }], accounts: [], waits: [] };
const action = name => ({
  account: 'eosio', name: 'newaccount', authorization: [{ actor: 'eosio', permission: 'active' }],
  data: { creator: 'eosio', name, owner: authority, active: authority },
});
const signed = name => api.transact({ actions: [action(name)] }, { useLastIrreversible: true, expireSeconds: 60, broadcast: false });

async function main() {
  const info = await rpc.get_info();
  const transaction = { expiration: '2030-01-01T00:00:00', ref_block_num: 0, ref_block_prefix: 0, max_net_usage_words: 0, max_cpu_usage_ms: 0, delay_sec: 0, context_free_actions: [], actions: [{ ...action('eosjs1'), data: '' }], transaction_extensions: [] };
  const calls = {
    abi_bin_to_json: () => rpc.abi_bin_to_json('eosio', 'setabi', ['00']),
    abi_json_to_bin: () => rpc.abi_json_to_bin('eosio', 'setabi', {}),
    get_abi: () => rpc.get_abi('lem.market'),
    get_account: () => rpc.get_account('lem.market'),
    get_accounts_by_authorizers: () => rpc.get_accounts_by_authorizers(['eosio'], [publicKey]),
    get_activated_protocol_features: () => rpc.get_activated_protocol_features({}),
    get_block_header_state: () => rpc.get_block_header_state(info.last_irreversible_block_num),
    get_block_info: () => rpc.get_block_info(info.last_irreversible_block_num),
    get_block: () => rpc.get_block(info.head_block_num),
    get_code: () => rpc.get_code('lem.market'),
    get_code_hash: () => rpc.get_code_hash('lem.market'),
    get_currency_balance: () => rpc.get_currency_balance('lem.market', 'box1'),
    get_currency_stats: () => rpc.get_currency_stats('lem.market', 'EUR'),
    get_info: () => rpc.get_info(),
    get_producer_schedule: () => rpc.get_producer_schedule(),
    get_producers: () => rpc.get_producers(),
    get_raw_code_and_abi: () => rpc.get_raw_code_and_abi('lem.market'),
    getRawAbi: () => rpc.getRawAbi('lem.market'),
    get_raw_abi: () => rpc.get_raw_abi('lem.market'),
    get_scheduled_transactions: () => rpc.get_scheduled_transactions(),
    get_table_rows: () => rpc.get_table_rows({ code: 'lem.market', scope: 'lem.market', table: 'boxes' }),
    get_kv_table_rows: () => rpc.get_kv_table_rows({ code: 'lem.market', table: 'boxes', index_name: 'x', index_value: '1' }),
    get_table_by_scope: () => rpc.get_table_by_scope({ code: 'lem.market', table: 'boxes' }),
    getRequiredKeys: () => rpc.getRequiredKeys({ transaction, availableKeys: [publicKey] }),
    push_transaction: async () => rpc.push_transaction(await signed('eosjs2')),
    push_ro_transaction: async () => rpc.push_ro_transaction(await signed('eosjs2')),
    push_transactions: async () => rpc.push_transactions([await signed('eosjs3'), await signed('eosjs4')]),
    send_transaction: async () => rpc.send_transaction(await signed('eosjs5')),
    db_size_get: () => rpc.db_size_get(),
    trace_get_block: () => rpc.trace_get_block(info.head_block_num),
    history_get_actions: () => rpc.history_get_actions('box1'),
    history_get_transaction: () => rpc.history_get_transaction('00'),
    history_get_key_accounts: () => rpc.history_get_key_accounts(publicKey),
    history_get_controlled_accounts: () => rpc.history_get_controlled_accounts('box1'),
  };
  const results = { };
  for (const method of Object.getOwnPropertyNames(JsonRpc.prototype).filter(m => m !== 'constructor' && m !== 'fetch')) {
    try {
      const answer = await (calls[method] || (() => { throw new Error('no call of it'); }))();
      results[method] = answer === undefined ? 'nothing' : 'ok';
    } catch (error) {
      results[method] = error.json && error.json.error ? `${error.json.code} ${error.json.error.name}` : String(error);
    }
  }
  console.log(JSON.stringify(results));
}

main().catch(error => { console.error(error); process.exit(1); });

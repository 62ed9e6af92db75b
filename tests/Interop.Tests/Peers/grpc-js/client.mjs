import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';
import { initialKey, payload, trailingKey } from './protos.mjs';

const { status } = grpc;
const noCompress = 2; // grpc-js: WriteFlags.NoCompress, which it does not export
const requested = [27182, 8, 1828, 45904];
const answered = [31415, 9, 2653, 58979];

// The flags of a message are given to an interceptor's sendMessageWithContext, the one public way to set them.
const flagged = flags => (options, nextCall) => {
  const call = nextCall(options);
  const sent = [...flags];
  return {
    cancelWithStatus: (code, details) => call.cancelWithStatus(code, details),
    getPeer: () => call.getPeer(),
    getAuthContext: () => call.getAuthContext(),
    start: (metadata, listener) => call.start(metadata, listener),
    startRead: () => call.startRead(),
    halfClose: () => call.halfClose(),
    sendMessageWithContext: (context, message) => call.sendMessageWithContext({ ...context, flags: sent.shift() }, message),
    sendMessage: message => call.sendMessageWithContext({ flags: sent.shift() }, message),
  };
};

/** Ends with { response, initial, trailing }, or with an error that has a code. */
const unary = (client, method, request, metadata = new grpc.Metadata(), options = {}) => new Promise((resolve, reject) => {
  const result = {};
  const call = client[method](request, metadata, options, (error, response) => {
    result.response = response;
    if (error) reject(error);
  });
  call.on('metadata', initial => { result.initial = initial; });
  call.on('status', end => { result.trailing = end.metadata; resolve(result); });
});

/** Sends all, and ends as unary does. */
const streamed = (client, requests, options = {}) => new Promise((resolve, reject) => {
  const call = client.StreamingInputCall(new grpc.Metadata(), options, (error, response) => error ? reject(error) : resolve(response));
  for (const request of requests) call.write(request);
  call.end();
});

/** All responses with initial and trailing metadata; onResponse may go on writing. */
const collected = (call, onResponse = () => {}) => new Promise((resolve, reject) => {
  const result = { responses: [] };
  call.on('metadata', initial => { result.initial = initial; });
  call.on('data', response => { result.responses.push(response); onResponse(result.responses.length); });
  call.on('error', reject);
  call.on('status', end => { result.trailing = end.metadata; if (end.code === status.OK) resolve(result); });
});

const fails = async (code, promise) => {
  const error = await promise.then(() => null, e => e);
  assert.ok(error, `the status: expected ${status[code]}, got OK`);
  assert.equal(error.code, code, `the status: expected ${status[code]}, got ${error.message}`);
  return error;
};

const hasZeros = (response, size) => assert.ok(response.payload.body.equals(Buffer.alloc(size)), `a payload of ${size} zeros`);

const sizes = (responses, expected) => {
  assert.deepEqual(responses.map(response => response.payload.body.length), expected);
  responses.forEach((response, i) => hasZeros(response, expected[i]));
};

const echoed = ({ initial, trailing }) => {
  assert.deepEqual(initial.get(initialKey), ['test_initial_metadata_value']);
  assert.deepEqual(trailing.get(trailingKey), [Buffer.from('ababab', 'hex')]);
};

const withStatus = async (message, both, client) => {
  const response_status = { code: status.UNKNOWN, message };
  assert.equal((await fails(status.UNKNOWN, unary(client, 'UnaryCall', { response_status }))).details, message);
  if (!both) return;
  const call = client.FullDuplexCall();
  call.write({ response_status });
  call.end();
  assert.equal((await fails(status.UNKNOWN, collected(call))).details, message);
};

const large = { response_size: 314159, payload: payload(271828) };

const cases = {
  async empty_unary(client) { assert.deepEqual((await unary(client, 'EmptyCall', {})).response, {}); },
  async large_unary(client) { hasZeros((await unary(client, 'UnaryCall', large)).response, 314159); },
  async client_streaming(client) {
    assert.equal((await streamed(client, requested.map(size => ({ payload: payload(size) })))).aggregated_payload_size, 74922);
  },
  async server_streaming(client) {
    sizes((await collected(client.StreamingOutputCall({ response_parameters: answered.map(size => ({ size })) }))).responses, answered);
  },
  async ping_pong(client) {
    const call = client.FullDuplexCall();
    const ping = i => i < requested.length ? call.write({ response_parameters: [{ size: answered[i] }], payload: payload(requested[i]) }) : call.end();
    ping(0);
    sizes((await collected(call, ping)).responses, answered);
  },
  async empty_stream(client) {
    const call = client.FullDuplexCall();
    call.end();
    sizes((await collected(call)).responses, []);
  },
  async custom_metadata(client) {
    const metadata = new grpc.Metadata();
    metadata.set(initialKey, 'test_initial_metadata_value');
    metadata.set(trailingKey, Buffer.from('ababab', 'hex'));
    const one = await unary(client, 'UnaryCall', large, metadata);
    hasZeros(one.response, 314159);
    echoed(one);
    const call = client.FullDuplexCall(metadata);
    call.write({ response_parameters: [{ size: 314159 }], payload: payload(271828) });
    call.end();
    const all = await collected(call);
    sizes(all.responses, [314159]);
    echoed(all);
  },
  status_code_and_message: client => withStatus('test status message', true, client),
  special_status_message: client => withStatus('\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n', false, client),
  async unimplemented_method(client) { await fails(status.UNIMPLEMENTED, unary(client, 'UnimplementedCall', {})); },
  async unimplemented_service(_, unimplemented) { await fails(status.UNIMPLEMENTED, unary(unimplemented, 'UnimplementedCall', {})); },
  async cancel_after_begin(client) {
    await fails(status.CANCELLED, new Promise((resolve, reject) => {
      client.StreamingInputCall((error, response) => error ? reject(error) : resolve(response)).cancel();
    }));
  },
  async cancel_after_first_response(client) {
    const call = client.FullDuplexCall();
    call.write({ response_parameters: [{ size: 31415 }], payload: payload(27182) });
    await fails(status.CANCELLED, collected(call, () => call.cancel()));
  },
  async timeout_on_sleeping_server(client) {
    const call = client.FullDuplexCall(new grpc.Metadata(), { deadline: Date.now() + 1 });
    call.write({ payload: payload(27182) });
    await fails(status.DEADLINE_EXCEEDED, collected(call));
  },
  async client_compressed_unary(client, _, gzip) {
    const expecting = value => ({ ...large, expect_compressed: { value } });
    await fails(status.INVALID_ARGUMENT, unary(client, 'UnaryCall', expecting(true)));
    hasZeros((await unary(gzip, 'UnaryCall', expecting(true))).response, 314159);
    hasZeros((await unary(gzip, 'UnaryCall', expecting(false), new grpc.Metadata(), { interceptors: [flagged([noCompress])] })).response, 314159);
  },
  async client_compressed_streaming(client, _, gzip) {
    const expecting = (value, size) => ({ expect_compressed: { value }, payload: payload(size) });
    await fails(status.INVALID_ARGUMENT, streamed(client, [expecting(true, 27182)]));
    const response = await streamed(gzip, [expecting(true, 27182), expecting(false, 45904)], { interceptors: [flagged([0, noCompress])] });
    assert.equal(response.aggregated_payload_size, 73086);
  },
  async server_compressed_unary(client) {
    for (const value of [true, false]) hasZeros((await unary(client, 'UnaryCall', { ...large, response_compressed: { value } })).response, 314159);
  },
  async server_compressed_streaming(client) {
    const response_parameters = [{ compressed: { value: true }, size: 31415 }, { compressed: { value: false }, size: 92653 }];
    sizes((await collected(client.StreamingOutputCall({ response_parameters }))).responses, [31415, 92653]);
  },
};

/** Runs each case over connections of its own; yields [name, what went wrong if anything]. */
export async function* runCases(testing, wanted) {
  for (const [name, port] of wanted.map(one => one.split('@'))) {
    const open = (service, options = {}) => new service(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
    const clients = [
      open(testing.TestService),
      open(testing.UnimplementedService),
      open(testing.TestService, { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip }),
    ];
    try {
      await cases[name](...clients);
      yield [name];
    } catch (error) {
      yield [name, error.message];
    } finally {
      clients.forEach(client => client.close());
    }
  }
}

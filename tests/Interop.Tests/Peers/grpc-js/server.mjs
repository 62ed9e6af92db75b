import grpc from '@grpc/grpc-js';
import { initialKey, payload, trailingKey } from './protos.mjs';

const asked = response_status => response_status && { code: response_status.code, details: response_status.message };

/** Sends the initial metadata; returns the trailing. */
const open = call => {
  const trailing = new grpc.Metadata();
  call.metadata.get(trailingKey).forEach(value => trailing.add(trailingKey, value));
  const initial = new grpc.Metadata();
  call.metadata.get(initialKey).forEach(value => initial.add(initialKey, value));
  if (call.metadata.get(initialKey).length > 0) call.sendMetadata(initial);
  return trailing;
};

const answer = (call, request) => request.response_parameters.forEach(({ size }) => call.write({ payload: payload(size) }));

const implementation = {
  EmptyCall: (call, done) => done(null, {}, open(call)),
  UnaryCall(call, done) {
    const trailing = open(call);
    const end = asked(call.request.response_status);
    if (end) done(end);
    else done(null, { payload: payload(call.request.response_size) }, trailing);
  },
  StreamingOutputCall(call) {
    const trailing = open(call);
    answer(call, call.request);
    call.end(trailing);
  },
  StreamingInputCall(call, done) {
    const trailing = open(call);
    let aggregated_payload_size = 0;
    call.on('data', request => { aggregated_payload_size += request.payload?.body.length ?? 0; });
    call.on('end', () => done(null, { aggregated_payload_size }, trailing));
    call.on('error', () => {});
  },
  FullDuplexCall(call) {
    const trailing = open(call);
    let ended = false;
    call.on('data', request => {
      const end = asked(request.response_status);
      if (!end) return answer(call, request);
      ended = true;
      call.emit('error', end);
    });
    call.on('end', () => ended || call.end(trailing));
    call.on('error', () => {});
  },
};

/** Serves on loopback, on a port of the kernel's choice. */
export function serve(testing) {
  const server = new grpc.Server({ 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
  server.addService(testing.TestService.service, implementation);
  process.on('SIGTERM', () => server.forceShutdown());
  return new Promise((resolve, reject) => server.bindAsync(
    '127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => error ? reject(error) : resolve(port)));
}

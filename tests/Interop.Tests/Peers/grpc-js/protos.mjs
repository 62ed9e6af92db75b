import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

export const loadProtos = folder => grpc.loadPackageDefinition(
  loader.loadSync('grpc/testing/test.proto', { includeDirs: [folder], keepCase: true, arrays: true })).grpc.testing;

export const payload = size => ({ body: Buffer.alloc(size) });

export const initialKey = 'x-grpc-test-echo-initial';
export const trailingKey = 'x-grpc-test-echo-trailing-bin';

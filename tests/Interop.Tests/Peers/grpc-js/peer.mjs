// The official gRPC for node as a peer:  node peer.mjs PROTOS server PORT-FILE  |  node peer.mjs PROTOS client CASE@PORT…
import { renameSync, writeFileSync } from 'node:fs';
import { runCases } from './client.mjs';
import { serve } from './server.mjs';
import { loadProtos } from './protos.mjs';

const [protos, command, ...rest] = process.argv.slice(2);
const testing = loadProtos(protos);

if (command === 'server') {
  const port = await serve(testing);
  writeFileSync(`${rest[0]}.new`, String(port));
  renameSync(`${rest[0]}.new`, rest[0]);
} else {
  for await (const [name, error] of runCases(testing, rest)) {
    console.log(error ? `${name}\tfailed\t${error.replace(/\s+/g, ' ')}` : `${name}\tpassed`);
  }
}

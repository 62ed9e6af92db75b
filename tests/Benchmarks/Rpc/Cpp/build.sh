#!/usr/bin/env bash
# Compiles the C++ peers of `./lem bench rpc` with Debian's gRPC into the folder given, unless they are newer than their sources.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
wire=$here/../../../../protos/Protos.Wire
mkdir -p "$1"
cd "$1"
if [ -x client ] && [ -x server ] && [ -z "$(find "$here" "$here/../bench.proto" "$wire/lem" -newer server -type f -print -quit)" ]; then
  exit 0
fi
/usr/bin/protoc -I "$here/.." -I "$wire" --cpp_out=. --grpc_out=. --plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin \
  bench.proto lem/v1/box.proto lem/v1/readings.proto lem/v1/rules.proto
flags=(-O2 -std=c++17 -I. -I"$here")
objects=()
for source in bench.pb.cc bench.grpc.pb.cc lem/v1/box.pb.cc lem/v1/box.grpc.pb.cc lem/v1/readings.pb.cc lem/v1/rules.pb.cc; do
  g++ "${flags[@]}" -c "$source" -o "${source//\//_}.o"
  objects+=("${source//\//_}.o")
done
for program in client server; do
  g++ "${flags[@]}" "$here/$program.cc" "${objects[@]}" -o "$program.new" $(pkg-config --libs grpc++ protobuf)
done
mv client.new client
mv server.new server

// What the C++ server and client of `./lem bench rpc` share.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "bench.grpc.pb.h"
#include "lem/v1/box.grpc.pb.h"
#include "lem/v1/readings.pb.h"

using lem::bench::v1::BenchService;
using lem::bench::v1::Payload;
using lem::bench::v1::Received;
using lem::v1::BackendMessage;
using lem::v1::BoxMessage;
using lem::v1::BoxService;

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

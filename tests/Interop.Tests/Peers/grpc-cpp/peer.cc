// Debian's gRPC for C++ as a peer:  peer server PORT-FILE  |  peer client CASE@PORT…
#include <cstdio>
#include <string>

// gRPC's headers cost most of the time that compiling takes: they are read once, here.
#include "grpc/testing/test.grpc.pb.cc"

#include "flags.h"
#include "client.h"
#include "server.h"

int main(int count, char** arguments) {
  const std::string command = count > 1 ? arguments[1] : "";
  if (command == "server" && count == 3) return serve(arguments[2]);
  if (command != "client") {
    std::fputs("peer server PORT-FILE | peer client CASE@PORT…\n", stderr);
    return 2;
  }
  for (int i = 2; i < count; i++) {
    const std::string one = arguments[i];
    const auto at = one.find('@');
    const std::string name = one.substr(0, at), error = run(name, one.substr(at + 1));
    std::printf(error.empty() ? "%s\tpassed\n" : "%s\tfailed\t%s\n", name.c_str(), error.c_str());
    std::fflush(stdout);
  }
  return 0;
}

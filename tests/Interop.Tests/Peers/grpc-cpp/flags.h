// Whether the message last read in a call came compressed. The library keeps it for exactly this: contexts name these two classes as friends,
// and the library exports the function that reads a call's last flags (the headers that declare both are not installed).
#pragma once

#include <grpcpp/grpcpp.h>

uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

namespace grpc::testing {

// The flag on the wire, and what the library puts in its place once it has decompressed.
inline bool compressed(grpc_call* call) { return grpc_call_test_only_get_message_flags(call) & (0x80000000u | 0x40000000u); }

class InteropClientContextInspector {
 public:
  static bool sees_compressed(const ClientContext& context) { return compressed(context.call_); }
};

class InteropServerContextInspector {
 public:
  static bool sees_compressed(const ServerContext& context) { return compressed(context.call_.call); }
};

}  // namespace grpc::testing

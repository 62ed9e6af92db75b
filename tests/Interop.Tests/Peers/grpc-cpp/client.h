// The cases, by their published names.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <vector>

namespace {

using namespace grpc::testing;

constexpr int requested[] = {27182, 8, 1828, 45904};
constexpr int answered[] = {31415, 9, 2653, 58979};
const std::string initial_key = "x-grpc-test-echo-initial", initial_value = "test_initial_metadata_value";
const std::string trailing_key = "x-grpc-test-echo-trailing-bin", trailing_value = "\xab\xab\xab";

using Duplex = std::unique_ptr<grpc::ClientReaderWriter<StreamingOutputCallRequest, StreamingOutputCallResponse>>;

struct Context : grpc::ClientContext {
  explicit Context(std::chrono::microseconds limit = std::chrono::seconds(60)) { set_deadline(std::chrono::system_clock::now() + limit); }
};

struct Client {
  std::unique_ptr<TestService::Stub> service;
  std::unique_ptr<UnimplementedService::Stub> unimplemented;
};

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

void expect_code(grpc::StatusCode code, const grpc::Status& status) {
  expect(status.error_code() == code, "expected status " + std::to_string(code) + ", got " + std::to_string(status.error_code()) + ": " + status.error_message());
}

void expect_ok(const grpc::Status& status) { expect_code(grpc::OK, status); }

std::string zeros(int size) { return std::string(size, '\0'); }

template <typename Response>
void expect_zeros(int size, const Response& response) {
  expect(response.payload().body() == zeros(size), "expected a payload of " + std::to_string(size) + " zeros");
}

SimpleRequest large() {
  SimpleRequest request;
  request.set_response_size(314159);
  request.mutable_payload()->set_body(zeros(271828));
  return request;
}

StreamingInputCallRequest input(int size) {
  StreamingInputCallRequest request;
  request.mutable_payload()->set_body(zeros(size));
  return request;
}

StreamingOutputCallRequest output(int payload, std::initializer_list<int> sizes) {
  StreamingOutputCallRequest request;
  if (payload > 0) request.mutable_payload()->set_body(zeros(payload));
  for (const int size : sizes) request.add_response_parameters()->set_size(size);
  return request;
}

template <typename Stream>
void expect_next(Stream& stream, int size) {
  StreamingOutputCallResponse response;
  expect(stream->Read(&response), "expected a response of " + std::to_string(size) + " bytes");
  expect_zeros(size, response);
}

template <typename Stream>
void expect_end(Stream& stream) {
  StreamingOutputCallResponse response;
  expect(!stream->Read(&response), "a response more than asked for");
  expect_ok(stream->Finish());
}

void empty_unary(Client& client) {
  Context context;
  Empty request, response;
  expect_ok(client.service->EmptyCall(&context, request, &response));
  expect(response.ByteSizeLong() == 0, "the response is not empty");
}

void large_unary(Client& client) {
  Context context;
  SimpleResponse response;
  expect_ok(client.service->UnaryCall(&context, large(), &response));
  expect_zeros(314159, response);
}

void client_streaming(Client& client) {
  Context context;
  StreamingInputCallResponse response;
  const auto stream = client.service->StreamingInputCall(&context, &response);
  for (const int size : requested) expect(stream->Write(input(size)), "a message was not taken");
  stream->WritesDone();
  expect_ok(stream->Finish());
  expect(response.aggregated_payload_size() == 74922, "the sum of the payloads is " + std::to_string(response.aggregated_payload_size()));
}

void server_streaming(Client& client) {
  Context context;
  const auto stream = client.service->StreamingOutputCall(&context, output(0, {31415, 9, 2653, 58979}));
  for (const int size : answered) expect_next(stream, size);
  expect_end(stream);
}

void ping_pong(Client& client) {
  Context context;
  const auto stream = client.service->FullDuplexCall(&context);
  for (int i = 0; i < 4; i++) {
    expect(stream->Write(output(requested[i], {answered[i]})), "a message was not taken");
    expect_next(stream, answered[i]);
  }
  stream->WritesDone();
  expect_end(stream);
}

void empty_stream(Client& client) {
  Context context;
  const auto stream = client.service->FullDuplexCall(&context);
  stream->WritesDone();
  expect_end(stream);
}

void expect_echo(const Context& context) {
  const auto initial = context.GetServerInitialMetadata().find(initial_key);
  expect(initial != context.GetServerInitialMetadata().end() && initial->second == initial_value, "the initial metadata did not come back");
  const auto trailing = context.GetServerTrailingMetadata().find(trailing_key);
  expect(trailing != context.GetServerTrailingMetadata().end() && trailing->second == trailing_value, "the trailing metadata did not come back");
}

void custom_metadata(Client& client) {
  Context unary;
  unary.AddMetadata(initial_key, initial_value);
  unary.AddMetadata(trailing_key, trailing_value);
  SimpleResponse response;
  expect_ok(client.service->UnaryCall(&unary, large(), &response));
  expect_zeros(314159, response);
  expect_echo(unary);

  Context duplex;
  duplex.AddMetadata(initial_key, initial_value);
  duplex.AddMetadata(trailing_key, trailing_value);
  const auto stream = client.service->FullDuplexCall(&duplex);
  expect(stream->Write(output(271828, {314159})), "a message was not taken");
  stream->WritesDone();
  expect_next(stream, 314159);
  expect_end(stream);
  expect_echo(duplex);
}

void expect_status(Client& client, const std::string& message, bool both) {
  const auto check = [&](const grpc::Status& status) {
    expect_code(grpc::UNKNOWN, status);
    expect(status.error_message() == message, "the status's message is '" + status.error_message() + "'");
  };
  EchoStatus wanted;
  wanted.set_code(grpc::UNKNOWN);
  wanted.set_message(message);
  Context unary;
  SimpleRequest request;
  SimpleResponse response;
  *request.mutable_response_status() = wanted;
  check(client.service->UnaryCall(&unary, request, &response));
  if (!both) return;

  Context duplex;
  const auto stream = client.service->FullDuplexCall(&duplex);
  StreamingOutputCallRequest streamed;
  *streamed.mutable_response_status() = wanted;
  stream->Write(streamed);
  stream->WritesDone();
  StreamingOutputCallResponse none;
  expect(!stream->Read(&none), "a response more than asked for");
  check(stream->Finish());
}

void status_code_and_message(Client& client) { expect_status(client, "test status message", true); }

void special_status_message(Client& client) {
  expect_status(client, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n", false);
}

void unimplemented_method(Client& client) {
  Context context;
  Empty request, response;
  expect_code(grpc::UNIMPLEMENTED, client.service->UnimplementedCall(&context, request, &response));
}

void unimplemented_service(Client& client) {
  Context context;
  Empty request, response;
  expect_code(grpc::UNIMPLEMENTED, client.unimplemented->UnimplementedCall(&context, request, &response));
}

void cancel_after_begin(Client& client) {
  Context context;
  StreamingInputCallResponse response;
  const auto stream = client.service->StreamingInputCall(&context, &response);
  context.TryCancel();
  expect_code(grpc::CANCELLED, stream->Finish());
}

void cancel_after_first_response(Client& client) {
  Context context;
  const auto stream = client.service->FullDuplexCall(&context);
  expect(stream->Write(output(27182, {31415})), "the message was not taken");
  expect_next(stream, 31415);
  context.TryCancel();
  expect_code(grpc::CANCELLED, stream->Finish());
}

void timeout_on_sleeping_server(Client& client) {
  Context context(std::chrono::milliseconds(1));
  const auto stream = client.service->FullDuplexCall(&context);
  stream->Write(output(27182, {}));
  expect_code(grpc::DEADLINE_EXCEEDED, stream->Finish());
}

void client_compressed_unary(Client& client) {
  const auto call = [&](bool expected, grpc_compression_algorithm algorithm, SimpleResponse& response) {
    Context context;
    context.set_compression_algorithm(algorithm);
    auto request = large();
    request.mutable_expect_compressed()->set_value(expected);
    return client.service->UnaryCall(&context, request, &response);
  };
  SimpleResponse response;
  expect_code(grpc::INVALID_ARGUMENT, call(true, GRPC_COMPRESS_NONE, response));
  expect_ok(call(true, GRPC_COMPRESS_GZIP, response));
  expect_zeros(314159, response);
  expect_ok(call(false, GRPC_COMPRESS_NONE, response));
  expect_zeros(314159, response);
}

void client_compressed_streaming(Client& client) {
  const auto expecting = [](bool compressed, int size) {
    auto request = input(size);
    request.mutable_expect_compressed()->set_value(compressed);
    return request;
  };
  StreamingInputCallResponse response;
  Context probe;
  const auto refused = client.service->StreamingInputCall(&probe, &response);
  refused->Write(expecting(true, 27182));
  refused->WritesDone();
  expect_code(grpc::INVALID_ARGUMENT, refused->Finish());

  Context context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  const auto stream = client.service->StreamingInputCall(&context, &response);
  expect(stream->Write(expecting(true, 27182)), "a message was not taken");
  expect(stream->Write(expecting(false, 45904), grpc::WriteOptions().set_no_compression()), "a message was not taken");
  stream->WritesDone();
  expect_ok(stream->Finish());
  expect(response.aggregated_payload_size() == 73086, "the sum of the payloads is " + std::to_string(response.aggregated_payload_size()));
}

void server_compressed_unary(Client& client) {
  for (const bool compressed : {true, false}) {
    Context context;
    auto request = large();
    request.mutable_response_compressed()->set_value(compressed);
    SimpleResponse response;
    expect_ok(client.service->UnaryCall(&context, request, &response));
    expect(InteropClientContextInspector::sees_compressed(context) == compressed, compressed ? "the response is not compressed" : "the response is compressed");
    expect_zeros(314159, response);
  }
}

void server_compressed_streaming(Client& client) {
  Context context;
  auto request = output(0, {31415, 92653});
  request.mutable_response_parameters(0)->mutable_compressed()->set_value(true);
  request.mutable_response_parameters(1)->mutable_compressed()->set_value(false);
  const auto stream = client.service->StreamingOutputCall(&context, request);
  expect_next(stream, 31415);
  expect(InteropClientContextInspector::sees_compressed(context), "the first response is not compressed");
  expect_next(stream, 92653);
  expect(!InteropClientContextInspector::sees_compressed(context), "the second response is compressed");
  expect_end(stream);
}

#define CASE(name) {#name, name}
const std::map<std::string, void (*)(Client&)> cases = {
    CASE(empty_unary), CASE(large_unary), CASE(client_streaming), CASE(server_streaming), CASE(ping_pong), CASE(empty_stream),
    CASE(custom_metadata), CASE(status_code_and_message), CASE(special_status_message), CASE(unimplemented_method), CASE(unimplemented_service),
    CASE(cancel_after_begin), CASE(cancel_after_first_response), CASE(timeout_on_sleeping_server), CASE(client_compressed_unary),
    CASE(client_compressed_streaming), CASE(server_compressed_unary), CASE(server_compressed_streaming)};
#undef CASE

// Runs a case over a connection of its own. Returns what went wrong, or nothing.
std::string run(const std::string& name, const std::string& port) {
  grpc::ChannelArguments own;
  own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel("127.0.0.1:" + port, grpc::InsecureChannelCredentials(), own);
  Client client{TestService::NewStub(channel), UnimplementedService::NewStub(channel)};
  try {
    cases.at(name)(client);
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

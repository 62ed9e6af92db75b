// What the cases call, served on loopback.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <thread>

namespace {

grpc::Status as_asked(const EchoStatus& status) { return {static_cast<grpc::StatusCode>(status.code()), status.message()}; }

const grpc::Status refused(grpc::INVALID_ARGUMENT, "the message did not come as it was to come: compressed, or not");

template <typename Request>
bool came_as_said(const grpc::ServerContext& context, const Request& request) {
  return !request.has_expect_compressed() || request.expect_compressed().value() == InteropServerContextInspector::sees_compressed(context);
}

// The initial metadata is sent with the first message, the trailing with the status.
void open(grpc::ServerContext& context, bool compress) {
  const auto& metadata = context.client_metadata();
  const auto text = [](grpc::string_ref value) { return std::string(value.data(), value.size()); };
  if (const auto found = metadata.find(initial_key); found != metadata.end()) context.AddInitialMetadata(initial_key, text(found->second));
  if (const auto found = metadata.find(trailing_key); found != metadata.end()) context.AddTrailingMetadata(trailing_key, text(found->second));
  context.set_compression_algorithm(compress ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_NONE);
}

template <typename Stream>
void answer(Stream* stream, const StreamingOutputCallRequest& request) {
  for (const auto& wanted : request.response_parameters()) {
    usleep(wanted.interval_us());
    StreamingOutputCallResponse response;
    response.mutable_payload()->set_body(zeros(wanted.size()));
    grpc::WriteOptions options;
    if (!wanted.compressed().value()) options.set_no_compression();
    stream->Write(response, options);
  }
}

struct Implementation final : TestService::Service {
  grpc::Status EmptyCall(grpc::ServerContext* context, const Empty*, Empty*) override {
    open(*context, false);
    return grpc::Status::OK;
  }

  grpc::Status UnaryCall(grpc::ServerContext* context, const SimpleRequest* request, SimpleResponse* response) override {
    open(*context, request->response_compressed().value());
    if (!came_as_said(*context, *request)) return refused;
    if (request->has_response_status()) return as_asked(request->response_status());
    response->mutable_payload()->set_body(zeros(request->response_size()));
    return grpc::Status::OK;
  }

  grpc::Status StreamingOutputCall(
      grpc::ServerContext* context, const StreamingOutputCallRequest* request, grpc::ServerWriter<StreamingOutputCallResponse>* stream) override {
    bool compress = false;
    for (const auto& wanted : request->response_parameters()) compress |= wanted.compressed().value();
    open(*context, compress);
    if (request->has_response_status()) return as_asked(request->response_status());
    answer(stream, *request);
    return grpc::Status::OK;
  }

  grpc::Status StreamingInputCall(
      grpc::ServerContext* context, grpc::ServerReader<StreamingInputCallRequest>* stream, StreamingInputCallResponse* response) override {
    open(*context, false);
    StreamingInputCallRequest request;
    int sum = 0;
    while (stream->Read(&request)) {
      if (!came_as_said(*context, request)) return refused;
      sum += request.payload().body().size();
    }
    response->set_aggregated_payload_size(sum);
    return grpc::Status::OK;
  }

  grpc::Status FullDuplexCall(
      grpc::ServerContext* context, grpc::ServerReaderWriter<StreamingOutputCallResponse, StreamingOutputCallRequest>* stream) override {
    open(*context, false);
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) {
      if (request.has_response_status()) return as_asked(request.response_status());
      answer(stream, request);
    }
    return grpc::Status::OK;
  }
};

// Until SIGTERM.
int serve(const std::string& port_file) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, nullptr);

  Implementation service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::ofstream(port_file + ".new") << port;
  std::rename((port_file + ".new").c_str(), port_file.c_str());

  int signal = 0;
  sigwait(&term, &signal);
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}

}  // namespace

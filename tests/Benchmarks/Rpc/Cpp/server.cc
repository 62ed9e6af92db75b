// The C++ server of `./lem bench rpc`: server CERTIFICATE KEY says its two ports and runs until its standard input ends.
#include "bench.h"

using grpc::CallbackServerContext;
using grpc::Status;

class Bench final : public BenchService::CallbackService {
  grpc::ServerUnaryReactor* Ask(CallbackServerContext* context, const Payload* request, Payload* response) override {
    *response = *request;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(Status::OK);
    return reactor;
  }

  grpc::ServerReadReactor<Payload>* Send(CallbackServerContext*, Received* response) override {
    class Reader final : public grpc::ServerReadReactor<Payload> {
     public:
      explicit Reader(Received* response) : response_(response) { StartRead(&message_); }
      void OnReadDone(bool ok) override {
        if (!ok) {
          Finish(Status::OK);
          return;
        }
        response_->set_messages(response_->messages() + 1);
        StartRead(&message_);
      }
      void OnDone() override { delete this; }

     private:
      Received* response_;
      Payload message_;
    };
    return new Reader(response);
  }

  grpc::ServerBidiReactor<Payload, Payload>* Echo(CallbackServerContext*) override {
    class Reactor final : public grpc::ServerBidiReactor<Payload, Payload> {
     public:
      Reactor() { StartRead(&message_); }
      void OnReadDone(bool ok) override {
        if (ok) {
          StartWrite(&message_);
        } else {
          Finish(Status::OK);
        }
      }
      void OnWriteDone(bool ok) override {
        if (ok) StartRead(&message_);
      }
      void OnDone() override { delete this; }

     private:
      Payload message_;
    };
    return new Reactor;
  }
};

class Boxes final : public BoxService::CallbackService {
  // Challenge, hello, welcome, then an acknowledgement for each batch. One write at a time: what is read meanwhile waits for it.
  grpc::ServerBidiReactor<BoxMessage, BackendMessage>* Connect(CallbackServerContext*) override {
    class Stream final : public grpc::ServerBidiReactor<BoxMessage, BackendMessage> {
     public:
      Stream() {
        answer_.mutable_challenge()->set_nonce(std::string(32, '\0'));
        StartWrite(&answer_);
      }
      void OnWriteDone(bool ok) override {
        if (ok) StartRead(&message_);
      }
      void OnReadDone(bool ok) override {
        if (!ok) {
          Finish(Status::OK);
          return;
        }
        if (message_.has_hello()) {
          answer_.mutable_welcome()->set_acknowledged_hash(std::string(32, '\0'));
        } else {
          answer_.mutable_ack()->set_sequence(++sequence_);
        }
        StartWrite(&answer_);
      }
      void OnDone() override { delete this; }

     private:
      BoxMessage message_;
      BackendMessage answer_;
      uint64_t sequence_ = 0;
    };
    return new Stream;
  }
};

int main(int, char** argv) {
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({ReadFile(argv[2]), ReadFile(argv[1])});
  Bench bench;
  Boxes boxes;
  grpc::ServerBuilder builder;
  int plain = 0;
  int secured = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &plain);
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &secured);
  builder.RegisterService(&bench);
  builder.RegisterService(&boxes);
  auto server = builder.BuildAndStart();
  std::cout << plain << ' ' << secured << std::endl;
  std::cin.ignore(std::numeric_limits<std::streamsize>::max());
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
}

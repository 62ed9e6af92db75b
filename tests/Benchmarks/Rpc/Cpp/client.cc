// The C++ client of `./lem bench rpc`: client PORT SECONDS CASE [FILE] says how many operations a second it were.
#include <condition_variable>
#include <ctime>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "bench.h"

using grpc::ClientContext;
using Clock = std::chrono::steady_clock;

static double seconds_;
static Clock::time_point start_;

static double Elapsed() { return std::chrono::duration<double>(Clock::now() - start_).count(); }

static Payload Message() {
  Payload message;
  message.set_data(std::string(118, '\0'));
  return message;
}

static double Ask(BenchService::Stub* stub, int at_once) {
  struct Call {
    ClientContext context;
    Payload response;
  };
  const Payload request = Message();
  std::mutex mutex;
  std::condition_variable ended;
  long made = 0;
  int running = at_once;
  std::function<void()> next = [&] {
    auto* call = new Call;
    stub->async()->Ask(&call->context, &request, &call->response, [&, call](grpc::Status status) {
      delete call;
      if (!status.ok()) std::abort();
      std::unique_lock<std::mutex> lock(mutex);
      made++;
      if (Elapsed() < seconds_) {
        lock.unlock();
        next();
      } else if (--running == 0) {
        ended.notify_one();
      }
    });
  };
  for (int i = 0; i < at_once; i++) next();
  std::unique_lock<std::mutex> lock(mutex);
  ended.wait(lock, [&] { return running == 0; });
  return made / Elapsed();
}

static double AskOneByOne(BenchService::Stub* stub) {
  const Payload request = Message();
  long made = 0;
  for (; Elapsed() < seconds_; made++) {
    ClientContext context;
    Payload response;
    if (!stub->Ask(&context, request, &response).ok()) std::abort();
  }
  return made / Elapsed();
}

static double Send(BenchService::Stub* stub) {
  const Payload message = Message();
  ClientContext context;
  Received received;
  auto call = stub->Send(&context, &received);
  while (Elapsed() < seconds_) call->Write(message);
  call->WritesDone();
  if (!call->Finish().ok()) std::abort();
  return received.messages() / Elapsed();
}

static double Echo(BenchService::Stub* stub) {
  Payload message = Message();
  ClientContext context;
  auto call = stub->Echo(&context);
  long rounds = 0;
  for (; Elapsed() < seconds_; rounds++) {
    call->Write(message);
    call->Read(&message);
  }
  call->WritesDone();
  call->Finish();
  return rounds / Elapsed();
}

static double Batches(BoxService::Stub* stub, const std::string& content) {
  constexpr int window = 8;
  ClientContext context;
  auto call = stub->Connect(&context);
  BackendMessage answer;
  call->Read(&answer);
  BoxMessage hello;
  hello.mutable_hello()->set_box_id("0190a000-0000-7000-8000-000000000001");
  call->Write(hello);
  call->Read(&answer);
  BoxMessage message;
  message.mutable_batch()->set_content(content);
  message.mutable_batch()->set_signature(std::string(64, '\0'));
  std::mutex mutex;
  std::condition_variable freed;
  int free = window;
  long acknowledged = 0;
  start_ = Clock::now();
  std::thread reading([&] {
    BackendMessage ack;
    while (call->Read(&ack)) {
      std::lock_guard<std::mutex> lock(mutex);
      acknowledged++;
      free++;
      freed.notify_one();
    }
  });
  while (Elapsed() < seconds_) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      freed.wait(lock, [&] { return free > 0; });
      free--;
    }
    call->Write(message);
  }
  call->WritesDone();
  reading.join();
  call->Finish();
  return acknowledged / Elapsed();
}

// From the signed bytes to one record a reading, as the C# side makes them; a second of processor time.
static double Decode(const std::string& content) {
  struct Reading {
    std::string serial;
    uint32_t index;
    int reg;
    int64_t time;
    int64_t value;
    uint32_t quality;
  };
  long decoded = 0;
  const auto processor = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  const double before = processor();
  while (processor() - before < seconds_) {
    lem::v1::ReadingBatch batch;
    if (!batch.ParseFromString(content)) std::abort();
    std::vector<Reading> readings;
    for (const auto& columns : batch.meters()) {
      int64_t time = 0;
      int64_t value = 0;
      int run = 0;
      uint32_t left = 0;
      for (int i = 0; i < columns.time_unix_ms_size(); i++) {
        if (left == 0) {
          run += i == 0 ? 0 : 2;
          left = columns.quality_runs(run + 1);
        }
        left--;
        time += columns.time_unix_ms(i);
        value += columns.value(i);
        readings.push_back({columns.meter_serial(), columns.meter_index(), columns.register_(), time, value, columns.quality_runs(run)});
      }
    }
    decoded += static_cast<long>(readings.size());
  }
  return decoded / (processor() - before);
}

int main(int argc, char** argv) {
  const std::string name = argv[3];
  seconds_ = std::stod(argv[2]);
  auto channel = grpc::CreateChannel(std::string("127.0.0.1:") + argv[1], grpc::InsecureChannelCredentials());
  auto bench = BenchService::NewStub(channel);
  auto boxes = BoxService::NewStub(channel);
  if (name != "decode") channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  start_ = Clock::now();
  const double rate = name == "ask1" ? AskOneByOne(bench.get())
                      : name == "ask64" ? Ask(bench.get(), 64)
                      : name == "send" ? Send(bench.get())
                      : name == "echo" ? Echo(bench.get())
                      : name == "batches" ? Batches(boxes.get(), ReadFile(argv[4]))
                                          : Decode(ReadFile(argv[4]));
  std::cout << rate << std::endl;
}

#pragma once

#include <functional>
#include <thread>
#include <utility>

#include "core/base/event_queue.h"

namespace spolab {

/// One thread that runs tasks in order: for calls that may take a second and must not hold up the window. Tasks must
/// not throw. Thread-safe. The destructor runs what is queued, then joins.
class Background {
 public:
  using Task = std::function<void()>;

  Background() : thread_([this] { run(); }) {}
  ~Background() { tasks_.push({}); }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void run(Task task) { tasks_.push(std::move(task)); }

 private:
  void run() {
    using namespace std::chrono_literals;
    for (;;)
      for (const Task& task : tasks_.takeWithin(1h)) {
        if (!task) return;
        task();
      }
  }

  EventQueue<Task> tasks_;
  std::jthread thread_;
};

}  // namespace spolab

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace spolab {

/// Values from one thread to another, in order, none dropped. Thread-safe. The reader takes all at once.
template <typename T>
class EventQueue {
 public:
  void push(T value) {
    {
      const std::scoped_lock lock(mutex_);
      values_.push_back(std::move(value));
    }
    arrived_.notify_one();
  }
  /// Everything that has come since the last call, oldest first; empty when nothing has.
  [[nodiscard]] std::vector<T> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(values_, {});
  }
  /// Like take(), after waiting until something is there or `timeout` has passed.
  [[nodiscard]] std::vector<T> takeWithin(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, timeout, [&] { return !values_.empty(); });
    return std::exchange(values_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<T> values_;
};

}  // namespace spolab

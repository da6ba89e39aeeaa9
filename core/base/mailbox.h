#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace spolab {

/// A one-slot mailbox between threads: the newest value wins, nobody waits. The mutex is held for a pointer swap.
/// Thread-safe.
template <typename T>
class Mailbox {
 public:
  /// Replaces what is there.
  void publish(std::shared_ptr<const T> value) {
    const std::scoped_lock lock(mutex_);
    value_.swap(value);
  }
  /// The newest value, or null before the first.
  [[nodiscard]] std::shared_ptr<const T> latest() const {
    const std::scoped_lock lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace spolab

#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace spolab {

/// A fixed set of threads that split index ranges. Results never depend on the number of workers as long as the body
/// writes only to places named by its indices. One caller at a time; the calling thread works too, so `workers == 1`
/// starts no thread at all.
class WorkerPool {
 public:
  /// `workers` ≥ 1 threads in all, the caller among them; `onStart` runs once in each (also in the constructing one).
  explicit WorkerPool(int workers, std::function<void()> onStart = {});
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  [[nodiscard]] int workers() const { return workers_; }
  /// Those that the next call has: all, or the caller alone.
  [[nodiscard]] int atWork() const { return alone_ ? 1 : workers_; }
  /// From the next call on the caller works alone while the others sleep, or they all work again.
  void setAlone(bool alone) { alone_ = alone; }

  /// Borrows what it is made from, a call at a time: no copy and no allocation, unlike std::function.
  class Body {
   public:
    template <class Call>
    Body(const Call& call)  // NOLINT(google-explicit-constructor): a lambda is passed as it is
        : call_(&call), invoke_([](const void* called, std::size_t begin, std::size_t end, int worker) {
            (*static_cast<const Call*>(called))(begin, end, worker);
          }) {}
    void operator()(std::size_t begin, std::size_t end, int worker) const { invoke_(call_, begin, end, worker); }

   private:
    const void* call_;
    void (*invoke_)(const void*, std::size_t, std::size_t, int);
  };

  /// Calls `body(begin, end, worker)` on disjoint pieces of at most `grain` ≥ 1 indices that together cover [0, count).
  /// Returns when all are done. The first exception of a body is rethrown here, after every worker has stopped.
  void parallelFor(std::size_t count, std::size_t grain, const Body& body);

 private:
  struct Shared;
  int workers_;
  bool alone_ = false;
  std::unique_ptr<Shared> shared_;
};

/// Cores this process may run on (at least 1).
int availableCores();

}  // namespace spolab

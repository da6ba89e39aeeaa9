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

  /// Calls `body(begin, end, worker)` on disjoint pieces of at most `grain` ≥ 1 indices that together cover [0, count).
  /// Returns when all are done. The first exception of a body is rethrown here, after every worker has stopped.
  void parallelFor(std::size_t count, std::size_t grain,
                   const std::function<void(std::size_t begin, std::size_t end, int worker)>& body);

 private:
  struct Shared;
  int workers_;
  std::unique_ptr<Shared> shared_;
};

/// Cores this process may run on (at least 1).
int availableCores();

}  // namespace spolab

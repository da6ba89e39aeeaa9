#include "core/base/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <sched.h>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/check.h"

namespace spolab {
namespace {

/// About 20 µs of polite waiting: a search has dozens of short phases, and waking a sleeping thread costs as much as
/// one.
template <typename Condition>
bool spinUntil(const Condition& condition) {
  for (int turn = 0; turn < 400; ++turn) {
    if (condition()) return true;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  return condition();
}

}  // namespace

/// One job at a time: a generation number starts it, `busy` counts the threads still inside it.
struct WorkerPool::Shared {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::condition_variable done;
  std::atomic<std::uint64_t> generation{0};
  std::atomic<int> busy{0};

  const Body* body = nullptr;
  std::size_t count = 0;
  std::size_t grain = 1;
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;

  std::vector<std::jthread> threads;  // last, so that it is joined before the rest goes

  void work(int worker) {
    for (;;) {
      const std::size_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= count) return;
      try {
        (*body)(begin, std::min(begin + grain, count), worker);
      } catch (...) {
        next.store(count, std::memory_order_relaxed);
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  }

  void loop(const std::stop_token& stop, int worker) {
    std::uint64_t seen = 0;
    for (;;) {
      const auto called = [&] { return generation.load(std::memory_order_acquire) != seen; };
      if (!spinUntil(called)) {
        std::unique_lock lock(mutex);
        if (!wake.wait(lock, stop, called)) return;
      }
      seen = generation.load(std::memory_order_acquire);
      work(worker);
      if (busy.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        const std::scoped_lock lock(mutex);
        done.notify_one();
      }
    }
  }
};

WorkerPool::WorkerPool(int workers, std::function<void()> onStart)
    : workers_(workers), shared_(std::make_unique<Shared>()) {
  SPOLAB_CHECK_LE(1, workers);
  if (onStart) onStart();
  for (int worker = 1; worker < workers; ++worker) {
    shared_->threads.emplace_back([shared = shared_.get(), worker, onStart](const std::stop_token& stop) {
      if (onStart) onStart();
      shared->loop(stop, worker);
    });
  }
}

WorkerPool::~WorkerPool() = default;

void WorkerPool::parallelFor(std::size_t count, std::size_t grain, const Body& body) {
  SPOLAB_CHECK_LT(std::size_t{0}, grain);
  if (count == 0) return;
  if (atWork() == 1 || count <= grain) {
    for (std::size_t begin = 0; begin < count; begin += grain) body(begin, std::min(begin + grain, count), 0);
    return;
  }
  Shared& shared = *shared_;
  {
    const std::scoped_lock lock(shared.mutex);
    SPOLAB_CHECK_EQ(shared.busy.load(), 0);
    shared.body = &body;
    shared.count = count;
    shared.grain = grain;
    shared.next.store(0, std::memory_order_relaxed);
    shared.busy.store(workers_ - 1, std::memory_order_relaxed);
    shared.generation.fetch_add(1, std::memory_order_release);
  }
  shared.wake.notify_all();
  shared.work(0);
  const auto finished = [&] { return shared.busy.load(std::memory_order_acquire) == 0; };
  if (!spinUntil(finished)) {
    std::unique_lock lock(shared.mutex);
    shared.done.wait(lock, finished);
  }
  if (shared.failure) std::rethrow_exception(std::exchange(shared.failure, nullptr));
}

int availableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace spolab

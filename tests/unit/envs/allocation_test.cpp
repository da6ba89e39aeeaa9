// Steps, observations and searches allocate nothing once warm, in any world.
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

#include <QTest>

#include "core/config/algorithms.h"
#include "core/plan/uniform_evaluator.h"
#include "envs/registry.h"

namespace {

thread_local bool counting = false;
thread_local long allocations = 0;

void* counted(void* memory) {
  if (counting) ++allocations;
  return memory;
}

}  // namespace

// The C library's allocator, as everything here and in the physics libraries sees it. Sanitizers bring their own.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SPOLAB_COUNTS_ALLOCATIONS
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* malloc(std::size_t bytes) { return counted(__libc_malloc(bytes)); }
void* calloc(std::size_t count, std::size_t bytes) { return counted(__libc_calloc(count, bytes)); }
void* realloc(void* memory, std::size_t bytes) { return counted(__libc_realloc(memory, bytes)); }
void* memalign(std::size_t alignment, std::size_t bytes) { return counted(__libc_memalign(alignment, bytes)); }
void* aligned_alloc(std::size_t alignment, std::size_t bytes) { return counted(__libc_memalign(alignment, bytes)); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  *memory = counted(__libc_memalign(alignment, bytes));
  return *memory ? 0 : ENOMEM;
}
}
#endif

using namespace spolab;

class AllocationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theCounterCounts() {
#ifdef SPOLAB_COUNTS_ALLOCATIONS
    allocations = 0;
    counting = true;
    void* volatile first = ::operator new(1000);  // calls that no compiler leaves out
    void* volatile second = std::malloc(1000);
    counting = false;
    ::operator delete(first);
    std::free(second);
    QCOMPARE(allocations, 2L);
#else
    QSKIP("another allocator is in use");
#endif
  }

  void stepsAllocateNothing_data() {
    QTest::addColumn<QString>("id");
    for (const EnvEntry& entry : envRegistry()) QTest::newRow(entry.id.c_str()) << QString::fromStdString(entry.id);
  }
  void stepsAllocateNothing() {
#ifdef SPOLAB_COUNTS_ALLOCATIONS
    QFETCH(QString, id);
    constexpr int kWarm = 6000, kCounted = 6000, kDown = 30;
    int down = 0;
    const auto env = findEnv(id.toStdString()).config()->make();
    const EnvSpec& spec = env->spec();
    std::vector<std::byte> state(spec.stateBytes), action(spec.actionBytes()), observation(spec.observationBytes());
    std::vector<std::uint8_t> legal(static_cast<std::size_t>(spec.actionCount()));
    std::uint32_t episode = 0;
    const auto begin = [&] {
      Rng rng(5, Stream::kReset, episode++);
      env->reset(state, rng);
    };
    begin();
    allocations = 0;
    for (int t = 0; t < kWarm + kCounted; ++t) {
      Rng rng(5, Stream::kTest, static_cast<std::uint32_t>(t));
      env->legalActions(state, legal);
      choose(spec, legal, rng, action);
      counting = t >= kWarm;
      const StepResult result = env->step(state, action);
      env->observe(state, observation);
      counting = false;
      // A body goes on beyond its fall for a while: there most of it touches the ground.
      down = result.ended && !spec.discrete() && !result.failed ? down + 1 : 0;
      if (result.truncated || (result.ended && (down == 0 || down > kDown))) begin();
    }
    QCOMPARE(allocations, 0L);
#else
    QSKIP("another allocator is in use");
#endif
  }

  void searchesAllocateNothing_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<QString>("algorithm");
    for (const EnvEntry& entry : envRegistry())
      for (const AlgorithmEntry& algorithm : algorithmRegistry())
        if (algorithm.actsIn(entry.config()->makeRules()->spec()))
          QTest::addRow("%s, %s", entry.id.c_str(), algorithm.id.c_str())
              << QString::fromStdString(entry.id) << QString::fromStdString(algorithm.id);
  }
  void searchesAllocateNothing() {
#ifdef SPOLAB_COUNTS_ALLOCATIONS
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    constexpr std::uint32_t kRoots = 9, kWarm = 4, kCounted = 4;
    const auto world = findEnv(env.toStdString()).config()->make();
    const auto planner = findAlgorithm(algorithm.toStdString()).planner()->make(*world);
    UniformEvaluator evaluator(world->spec());
    std::vector<std::byte> states(kRoots * world->spec().stateBytes);
    std::vector<std::uint32_t> environment(kRoots), step(kRoots);
    for (std::uint32_t root = 0; root < kRoots; ++root) {
      Rng rng(5, Stream::kReset, root);
      world->reset(std::span(states).subspan(root * world->spec().stateBytes, world->spec().stateBytes), rng);
      environment[root] = root;
    }
    for (const int workers : {1, 2}) {  // of two the calling one is counted
      WorkerPool pool(workers);
      Decisions decisions;
      allocations = 0;
      for (std::uint32_t t = 0; t < kWarm + kCounted; ++t) {
        std::fill(step.begin(), step.end(), t);
        counting = t >= kWarm;
        planner->plan({states, 3, environment, step}, evaluator, pool, decisions);
        counting = false;
      }
      QCOMPARE(allocations, 0L);
    }
#else
    QSKIP("another allocator is in use");
#endif
  }

 private:
  static void choose(const EnvSpec& spec, const std::vector<std::uint8_t>& legal, Rng& rng,
                     std::vector<std::byte>& action) {
    if (spec.discrete()) {
      std::int32_t number = 0;
      do number = static_cast<std::int32_t>(rng.below(static_cast<std::uint32_t>(spec.actionCount())));
      while (legal[static_cast<std::size_t>(number)] == 0);
      std::memcpy(action.data(), &number, sizeof number);
      return;
    }
    for (int d = 0; d < spec.actionDims; ++d) {
      const float part = 2.0f * rng.uniform() - 1.0f;
      std::memcpy(&action[static_cast<std::size_t>(d) * sizeof part], &part, sizeof part);
    }
  }
};

QTEST_APPLESS_MAIN(AllocationTest)
#include "allocation_test.moc"

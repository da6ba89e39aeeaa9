// Networks and learners on a device that is not the processor: on one whose memory is locked everywhere, and on a
// graphics card where LibTorch finds one. The program never takes the one's memory for the other's, results agree, and
// runs move between the two.
#include <cmath>
#include <fcntl.h>
#include <unistd.h>

#include <QTest>

#include "core/nn/torch_evaluator.h"
#include "core/nn/torch_setup.h"
#include "core/run/trainer.h"
#include "tests/support/locked_device.h"
#include "tests/support/near.h"
#include "tests/support/tiny_run.h"

using namespace spolab;
using namespace spolab::test;

namespace {

constexpr double kTolerance = 1e-4;

/// Whether the processor may read a byte there: the system refuses to write it elsewhere, instead of a crash.
bool readable(const torch::Tensor& tensor) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  const bool written = write(ends[1], tensor.data_ptr(), 1) == 1;
  close(ends[0]);
  close(ends[1]);
  return written;
}

double column(const MetricsRow& row, const char* name) {
  return row.values[static_cast<std::size_t>(metricColumn(name))];
}

/// The locked device, and a graphics card where there is one.
void everyPairOnEveryDevice() {
  QTest::addColumn<QString>("env");
  QTest::addColumn<QString>("algorithm");
  QTest::addColumn<bool>("cuda");
  addPairs([](QTestData& row) { row << false; });
  if (torch::cuda::is_available()) addPairs([](QTestData& row) { row << true; }, ", CUDA");
}

torch::Device deviceOf(bool cuda) { return cuda ? torch::Device(torch::kCUDA, 0) : lockedDevice(); }

/// Largest difference of two agents' parameters.
double distance(const TrainedAgent& a, const TrainedAgent& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.parameters().tensors.size(); ++i) {
    const torch::Tensor difference = a.parameters().tensors[i] - b.parameters().tensors[i];
    largest = std::max(largest, difference.abs().max().item<double>());
  }
  return largest;
}

}  // namespace

class DeviceConformance : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  void itsMemoryIsLocked() {
    const torch::Tensor here = torch::arange(6, torch::kFloat32);
    const torch::Tensor there = here.to(lockedDevice());
    QVERIFY(readable(here));
    QVERIFY(!readable(there));
    QVERIFY(torch::equal((there * 2.0).to(torch::kCPU), here * 2.0));
    QVERIFY_THROWS_EXCEPTION(c10::Error, static_cast<void>(torch::cat({here, there})));
    QVERIFY_THROWS_EXCEPTION(c10::Error, static_cast<void>(there + here));
    QVERIFY_THROWS_EXCEPTION(c10::Error, static_cast<void>(there.masked_fill(here > 2.0, 0.0)));
    QVERIFY_THROWS_EXCEPTION(c10::Error,
                             static_cast<void>(torch::embedding(there.view({6, 1}), here.to(torch::kInt64))));
  }

  // Of each world's own network, for fewer and for more rows than a tile of the processor has.
  void rowsAreThoseOfTheProcessor_data() { everyPairOnEveryDevice(); }
  void rowsAreThoseOfTheProcessor() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    QFETCH(bool, cuda);
    const RunConfig config = RunConfig::resolve(env.toStdString(), algorithm.toStdString(), "laptop", {}, {});
    const auto world = config.makeEnv();
    const EnvSpec& spec = world->spec();
    const Network network(NetworkShape(spec, config.network));
    WorkerPool pool(2, useOneThread);
    TorchEvaluator here(network, network.initialise(3), torch::kCPU, &pool);
    TorchEvaluator there(network, network.initialise(3), deviceOf(cuda), &pool);
    for (const std::size_t count : {1u, 7u, 70u}) {
      std::vector<std::byte> states(count * spec.stateBytes), observations(count * spec.observationBytes());
      for (std::size_t i = 0; i < count; ++i) {
        Rng rng(4, Stream::kTest, static_cast<std::uint32_t>(i));
        world->reset(std::span(states).subspan(i * spec.stateBytes, spec.stateBytes), rng);
      }
      world->observeBatch(states, observations);
      std::vector<float> policy[2], value[2];
      for (const bool device : {false, true}) {
        policy[device].resize(count * static_cast<std::size_t>(here.outputs().policySize));
        value[device].resize(count);
        (device ? there : here).evaluate(observations, {policy[device], value[device], {}});
      }
      for (std::size_t i = 0; i < policy[0].size(); ++i) QNEAR(policy[1][i], policy[0][i], kTolerance);
      for (std::size_t i = 0; i < count; ++i) QNEAR(value[1][i], value[0][i], kTolerance);
    }
  }

  // Batches of different sizes, with and without a policy, all begun before the first is waited for.
  void batchesUnderWayKeepTheirRows_data() { rowsAreThoseOfTheProcessor_data(); }
  void batchesUnderWayKeepTheirRows() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    QFETCH(bool, cuda);
    const RunConfig config = RunConfig::resolve(env.toStdString(), algorithm.toStdString(), "laptop", {}, {});
    const auto world = config.makeEnv();
    const EnvSpec& spec = world->spec();
    const Network network(NetworkShape(spec, config.network));
    TorchEvaluator here(network, network.initialise(3), torch::kCPU, nullptr);
    TorchEvaluator there(network, network.initialise(3), deviceOf(cuda), nullptr);
    QCOMPARE(here.batchesAtOnce(1 << 20), 1);
    QCOMPARE(there.batchesAtOnce(1 << 20), 2);
    QCOMPARE(there.batchesAtOnce(1), 1);
    std::vector<float> policy[4][2], value[4][2];
    const std::size_t counts[4] = {5, 0, 66, 3};
    for (std::size_t b = 0; b < 4; ++b) {
      std::vector<std::byte> state(spec.stateBytes), observations(counts[b] * spec.observationBytes());
      for (std::size_t i = 0; i < counts[b]; ++i) {
        Rng rng(4, Stream::kTest, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(i));
        world->reset(state, rng);
        world->observe(state, std::span(observations).subspan(i * spec.observationBytes(), spec.observationBytes()));
      }
      for (const bool device : {false, true}) {
        policy[b][device].resize(b == 2 ? 0 : counts[b] * static_cast<std::size_t>(here.outputs().policySize));
        value[b][device].resize(counts[b]);
        (device ? there : here).begin(observations, {policy[b][device], value[b][device], {}});
      }
      std::fill(observations.begin(), observations.end(), std::byte{0});
    }
    for (std::size_t b = 0; b < 4; ++b) {
      there.finish();
      here.finish();
      for (std::size_t i = 0; i < policy[b][0].size(); ++i) QNEAR(policy[b][1][i], policy[b][0][i], kTolerance);
      for (std::size_t i = 0; i < counts[b]; ++i) QNEAR(value[b][1][i], value[b][0][i], kTolerance);
    }
  }

  // With enough rows a search asks about half of its roots at a time.
  void searchesInHalves() {
    RunConfig config = RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {"planner.particles=64"});
    const auto world = config.makeEnv();
    const EnvSpec& spec = world->spec();
    const Network network(NetworkShape(spec, config.network));
    constexpr std::size_t kRoots = 33;
    std::vector<std::byte> states(kRoots * spec.stateBytes);
    std::vector<std::uint32_t> environment(kRoots), step(kRoots, 0);
    for (std::uint32_t root = 0; root < kRoots; ++root) {
      Rng rng(4, Stream::kTest, environment[root] = root);
      world->reset(std::span(states).subspan(root * spec.stateBytes, spec.stateBytes), rng);
    }
    WorkerPool pool(2, useOneThread);
    Decisions decisions[2];
    for (const bool device : {false, true}) {
      TorchEvaluator evaluator(network, network.initialise(3), device ? lockedDevice() : torch::Device(torch::kCPU),
                               &pool);
      QCOMPARE(evaluator.batchesAtOnce(kRoots * 64), device ? 2 : 1);
      config.planner->make(*world)->plan({states, 5, environment, step}, evaluator, pool, decisions[device]);
    }
    for (std::size_t root = 0; root < kRoots; ++root) {
      QNEAR(decisions[1].values[root], decisions[0].values[root], kTolerance);
      QNEAR(decisions[1].searchValues[root], decisions[0].searchValues[root], kTolerance);
    }
    for (std::size_t n = 0; n < decisions[0].weights.size(); ++n)
      QNEAR(decisions[1].weights[n], decisions[0].weights[n], kTolerance);
  }

  // The same searches, losses and steps; a checkpoint of either goes on with the other.
  void learnsAsOnTheProcessor_data() { everyPair(); }
  void learnsAsOnTheProcessor() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    const std::int64_t before = lockedDeviceCopies();
    Trainer here(tiny(env, algorithm), torch::kCPU, 1);
    Trainer there(tiny(env, algorithm), lockedDevice(), 1);
    for (int k = 0; k < 2; ++k) {
      const MetricsRow expected = here.iterate(0);
      const MetricsRow actual = there.iterate(0);
      for (const char* name : {"loss_policy", "loss_value", "grad_norm", "kl_qhat", "ess"})
        QNEAR(column(actual, name), column(expected, name), kTolerance * (1.0 + std::abs(column(expected, name))));
    }
    QVERIFY(lockedDeviceCopies() > before);
    QNEAR(distance(*here.agent("a"), *there.agent("b")), 0.0, kTolerance);

    Trainer moved(tiny(env, algorithm), torch::kCPU, 1);
    moved.restore(there.checkpoint());
    there.restore(here.checkpoint());
    QCOMPARE(there.agent("a")->hash(), here.agent("a")->hash());
    const double expected = column(here.iterate(0), "loss_value");
    for (Trainer* trainer : {&moved, &there})
      QNEAR(column(trainer->iterate(0), "loss_value"), expected, kTolerance * (1.0 + std::abs(expected)));
  }

  // On a graphics card the order of sums may differ, and with it what is drawn: that it learns is what can be asked.
  void learnsAndMovesBack_data() { everyPairOnEveryDevice(); }
  void learnsAndMovesBack() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    QFETCH(bool, cuda);
    Trainer there(tiny(env, algorithm), deviceOf(cuda), 2);
    const std::string before = there.agent("before")->hash();
    for (int k = 0; k < 2; ++k) {
      const MetricsRow row = there.iterate(0);
      for (const char* name : {"loss_policy", "loss_value", "grad_norm"})
        QVERIFY2(std::isfinite(column(row, name)), name);
    }
    QVERIFY(there.agent("after")->hash() != before);
    Trainer here(tiny(env, algorithm), torch::kCPU, 1);
    here.restore(there.checkpoint());
    QCOMPARE(here.agent("a")->hash(), there.agent("b")->hash());
  }

  void goesOnBitForBit_data() { everyPair(); }
  void goesOnBitForBit() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    Trainer whole(tiny(env, algorithm), lockedDevice(), 1);
    for (int k = 0; k < 3; ++k) static_cast<void>(whole.iterate(0));
    Trainer second(tiny(env, algorithm), lockedDevice(), 1);
    second.restore(whole.checkpoint());
    QCOMPARE(column(second.iterate(0), "loss_policy"), column(whole.iterate(0), "loss_policy"));
    QCOMPARE(second.agent("a")->hash(), whole.agent("b")->hash());
  }

  void startsFromAnAgentAndEvaluates() {
    Trainer first(tiny("rubiks-cube", "spo"), torch::kCPU, 1);
    static_cast<void>(first.iterate(0));
    const auto agent = first.agent("a");
    Trainer there(tiny("rubiks-cube", "spo", {"cache.size=100"}), lockedDevice(), 2);
    there.startFrom(*agent);
    QCOMPARE(there.agent("b")->hash(), agent->hash());
    QCOMPARE(there.evaluate(8).lengths, first.evaluate(8).lengths);
  }
};

QTEST_GUILESS_MAIN(DeviceConformance)
#include "device_conformance.moc"

// Training in a world whose simulation breaks down: counted, ended, never learned from.
#include <cmath>
#include <cstring>
#include <limits>

#include <QTest>

#include "core/nn/torch_setup.h"
#include "core/run/trainer.h"
#include "envs/registry.h"

using namespace spolab;

namespace {

constexpr std::int64_t kSound = 2;  ///< steps before the one that breaks

/// A body of one dimension that breaks on every third step, whatever is done. What is seen of it then is NaN, and so
/// would be whatever is computed from it. Stepping or planning for a broken state aborts.
class FragileEnv final : public Env {
 public:
  FragileEnv() {
    spec_.id = "fragile";
    spec_.title = "A fragile body";
    spec_.stateBytes = sizeof(std::int64_t);
    spec_.floatCount = 2;
    spec_.actionDims = 1;
    spec_.stepLimit = 100;
  }
  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }
  void reset(StateSpan state, Rng& /*rng*/) const override { std::fill(state.begin(), state.end(), std::byte{0}); }
  StepResult step(StateSpan state, ActionView action) const override {
    const std::int64_t steps = stepsOf(state) + 1;
    if (steps > kSound + 1) std::abort();
    std::memcpy(state.data(), &steps, sizeof steps);
    if (steps == kSound + 1) return {0.0f, true, false, false, true};
    float a = 0.0f;
    std::memcpy(&a, action.data(), sizeof a);
    return {-a * a, false};
  }
  void observe(StateView state, std::span<std::byte> observation) const override {
    const auto steps = static_cast<float>(stepsOf(state));
    const float row[2]{steps, steps > kSound ? std::numeric_limits<float>::quiet_NaN() : 1.0f};
    std::memcpy(observation.data(), row, sizeof row);
  }
  void draw(StateView, ActionView, float, Scene&) const override {}
  [[nodiscard]] std::string print(StateView state) const override { return std::to_string(stepsOf(state)); }
  void parse(std::string_view text, StateSpan state) const override {
    const std::int64_t steps = std::stoll(std::string(text));
    std::memcpy(state.data(), &steps, sizeof steps);
  }
  [[nodiscard]] std::string stateHelp() const override { return "steps so far"; }

 private:
  static std::int64_t stepsOf(StateView state) {
    std::int64_t steps = 0;
    std::memcpy(&steps, state.data(), sizeof steps);
    return steps;
  }
  EnvSpec spec_;
};

class FragileConfig final : public EnvConfig {
 public:
  void describe(Schema& schema) override { schema.group("env"); }
  [[nodiscard]] std::unique_ptr<Env> make() const override { return std::make_unique<FragileEnv>(); }
};

}  // namespace

class BrokenSimulationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    useOneThread();
    registerEnv({"fragile", "A fragile body", [] { return std::unique_ptr<EnvConfig>(new FragileConfig); }, 999});
  }

  void batchesSayThatAStepFailed() {
    const FragileEnv env;
    std::vector<std::byte> states(3 * env.spec().stateBytes);
    for (std::size_t i = 0; i < 3; ++i) env.parse(std::to_string(i), StateSpan(states).subspan(8 * i, 8));
    const std::vector<std::byte> actions(3 * env.spec().actionBytes());
    std::vector<float> rewards(3);
    std::vector<std::uint8_t> flags(3, 0xFF);
    env.stepBatch(states, actions, rewards, flags);
    QCOMPARE(flags, (std::vector<std::uint8_t>{0, 0, kEnded | kFailed}));
  }

  void trainingGoesOn() {
    RunConfig config("fragile", "spo");
    config.applyOverrides({"network.width=8", "network.layers=1", "network.head_width=0", "network.normalise=true",
                           "train.envs=4", "train.rollout=6", "train.sequence=6", "train.batch=4", "train.epochs=3",
                           "train.replay=48", "planner.particles=4", "planner.period=2", "planner.horizon=4"});
    config.validate();
    Trainer trainer(std::move(config), torch::kCPU, 1);
    for (int k = 0; k < 5; ++k) {
      const MetricsRow row = trainer.iterate(0);
      const auto at = [&](const char* name) { return row.values[static_cast<std::size_t>(metricColumn(name))]; };
      QCOMPARE(at("failures"), 8.0);  // four environments, two broken episodes each
      QCOMPARE(at("length_mean"), 3.0);
      // From each of the steps 0, 1, 2 all four particles reach the breaking one; two rounds of each in four places.
      QCOMPARE(at("search_failures"), 4.0 * 2 * 3 * 4);
      QVERIFY(std::isnan(at("solve_rate")));  // a body solves nothing
      for (const char* name : {"loss_policy", "loss_value", "loss_eta", "eta", "grad_norm", "ess", "kl_qhat"}) {
        QVERIFY2(std::isfinite(at(name)), name);
      }
    }
    const auto agent = trainer.agent("now");
    for (const torch::Tensor& tensor : agent->parameters().tensors) QVERIFY(torch::isfinite(tensor).all().item<bool>());
    const EvalReport report = trainer.evaluate(5);
    QCOMPARE(report.lengthMean, 3.0);
    QCOMPARE(report.broken, 5);
    QCOMPARE(report.brokenInSearch, std::int64_t{5 * 3 * 4});
  }
};

QTEST_APPLESS_MAIN(BrokenSimulationTest)
#include "broken_simulation_test.moc"

// Answers averaged over symmetric images: equal answers for symmetric states, and the mean that was promised.
#include "core/plan/symmetric_evaluator.h"

#include <memory>
#include <vector>

#include <QTest>

#include "core/base/rng.h"
#include "envs/registry.h"

using namespace spolab;

namespace {

/// Answers that depend on every byte of an observation and on none of its symmetries.
class Lopsided final : public Evaluator {
 public:
  explicit Lopsided(const EnvSpec& spec) : outputs_{spec.actionCount(), false}, bytes_(spec.observationBytes()) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    const auto actions = static_cast<std::size_t>(outputs_.policySize);
    counts_.asked += out.value.size();
    for (std::size_t row = 0; row < out.value.size(); ++row) {
      std::uint32_t sum = 1;
      for (const std::byte byte : observations.subspan(row * bytes_, bytes_))
        sum = sum * 31 + std::to_integer<std::uint32_t>(byte);
      Rng rng(sum, Stream::kTest);
      out.value[row] = rng.uniform();
      for (float& logit : out.policy.subspan(row * actions, actions)) logit = rng.uniform();
    }
  }
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  NetworkOutputs outputs_;
  std::size_t bytes_;
  EvaluatorCounts counts_;
};

struct World {
  std::unique_ptr<Env> env;
  std::size_t bytes, actions;

  explicit World(const std::string& id)
      : env(findEnv(id).config()->make()),
        bytes(env->spec().observationBytes()),
        actions(static_cast<std::size_t>(env->spec().actionCount())) {}
  /// Observations of `count` starts after a few random actions each.
  [[nodiscard]] std::vector<std::byte> observations(std::size_t count) const {
    std::vector<std::byte> all(count * bytes);
    for (std::size_t i = 0; i < count; ++i) {
      Rng rng(5, Stream::kTest, static_cast<std::uint32_t>(i));
      std::vector<std::byte> state(env->spec().stateBytes);
      env->reset(state, rng);
      env->observe(state, std::span(all).subspan(i * bytes, bytes));
    }
    return all;
  }
};

struct Answers {
  std::vector<float> policy, value;
};

Answers ask(Evaluator& evaluator, const World& world, std::span<const std::byte> observations) {
  const std::size_t rows = observations.size() / world.bytes;
  Answers answers{std::vector<float>(rows * world.actions), std::vector<float>(rows)};
  evaluator.evaluate(observations, {answers.policy, answers.value, {}});
  return answers;
}

SymmetricEvaluator averaged(const World& world, std::int64_t images, WorkerPool* pool = nullptr) {
  return {std::make_unique<Lopsided>(world.env->spec()), *world.env, images, pool};
}

}  // namespace

class SymmetricEvaluatorTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void oneImageIsTheStateItself() {
    const World world("rubiks-cube");
    const auto observations = world.observations(5);
    Lopsided plain(world.env->spec());
    auto one = averaged(world, 1);
    const Answers expected = ask(plain, world, observations);
    const Answers found = ask(one, world, observations);
    QCOMPARE(found.policy, expected.policy);
    QCOMPARE(found.value, expected.value);
  }

  /// The mean over a group does not change when the state is replaced by one of its images, but for rounding.
  void symmetricStatesGetSymmetricAnswers_data() {
    QTest::addColumn<QString>("env");
    QTest::newRow("cube") << "rubiks-cube";
    QTest::newRow("sokoban") << "sokoban";
    QTest::newRow("snake") << "snake";
  }
  void symmetricStatesGetSymmetricAnswers() {
    QFETCH(QString, env);
    const World world(env.toStdString());
    const auto observation = world.observations(1);
    auto evaluator = averaged(world, 48);
    const Answers here = ask(evaluator, world, observation);
    Lopsided plain(world.env->spec());
    std::size_t different = 0;
    for (const Symmetry& symmetry : world.env->symmetries()) {
      std::vector<std::byte> image(world.bytes);
      applySymmetry(symmetry, world.env->spec(), observation, image);
      const Answers there = ask(evaluator, world, image);
      QVERIFY(std::abs(there.value[0] - here.value[0]) < 1e-5f);
      for (std::size_t a = 0; a < world.actions; ++a)
        QVERIFY(std::abs(there.policy[static_cast<std::size_t>(symmetry.action[a])] - here.policy[a]) < 1e-5f);
      different += ask(plain, world, image).value[0] != ask(plain, world, observation).value[0] ? 1 : 0;
    }
    QVERIFY(different > world.env->symmetries().size() / 2);  // the network alone does tell them apart
  }

  void meanOfTheImagesAsked() {
    const World world("snake");
    const auto observation = world.observations(1);
    const auto all = world.env->symmetries();
    QCOMPARE(all.size(), std::size_t{8});
    Lopsided plain(world.env->spec());
    float value = 0.0f;
    std::vector<float> policy(world.actions);
    for (const std::size_t i : {0u, 4u}) {  // two of eight, spread over the list
      std::vector<std::byte> image(world.bytes);
      applySymmetry(all[i], world.env->spec(), observation, image);
      const Answers answer = ask(plain, world, image);
      value += 0.5f * answer.value[0];
      for (std::size_t a = 0; a < world.actions; ++a)
        policy[a] += 0.5f * answer.policy[static_cast<std::size_t>(all[i].action[a])];
    }
    auto two = averaged(world, 2);
    const Answers found = ask(two, world, observation);
    QCOMPARE(found.value[0], value);
    QCOMPARE(found.policy, policy);
    QCOMPARE(two.counts().asked, std::uint64_t{1});
  }

  /// Also across the parts in which a large batch is answered.
  void rowsDoNotDependOnTheBatchOrTheWorkers() {
    const World world("rubiks-cube");
    const auto observations = world.observations(4500);
    WorkerPool pool(3);
    auto alone = averaged(world, 3);
    auto together = averaged(world, 3, &pool);
    const Answers batch = ask(together, world, observations);
    for (const std::size_t row :
         {std::size_t{0}, std::size_t{17}, std::size_t{4095}, std::size_t{4096}, std::size_t{4499}}) {
      const Answers one = ask(alone, world, std::span(observations).subspan(row * world.bytes, world.bytes));
      QCOMPARE(one.value[0], batch.value[row]);
      for (std::size_t a = 0; a < world.actions; ++a) QCOMPARE(one.policy[a], batch.policy[row * world.actions + a]);
    }
  }
};

QTEST_GUILESS_MAIN(SymmetricEvaluatorTest)
#include "symmetric_evaluator_test.moc"

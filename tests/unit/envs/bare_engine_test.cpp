// The yardstick of bodies' speed does the work of a step.
#include "envs/bare_engine.h"

#include <cmath>

#include <QTest>

#include "envs/registry.h"
#include "tests/support/near.h"

using namespace spolab;

namespace {

std::vector<float> observed(const Env& env, StateView state) {
  std::vector<std::byte> bytes(env.spec().observationBytes());
  env.observe(state, bytes);
  std::vector<float> values(static_cast<std::size_t>(env.spec().floatCount));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

}  // namespace

class BareEngineTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bodiesHaveOne_data() {
    QTest::addColumn<QString>("env");
    for (const EnvEntry& entry : envRegistry())
      if (!entry.config()->make()->spec().discrete())
        QTest::newRow(entry.id.c_str()) << QString::fromStdString(entry.id);
  }
  // From the start, in the air or standing, it moves as the environment does: the same torques, gravity and time.
  void bodiesHaveOne() {
    QFETCH(QString, env);
    const auto world = findEnv(env.toStdString()).config()->make();
    const auto* driven = dynamic_cast<const EngineDriven*>(world.get());
    QVERIFY(driven != nullptr);
    const auto engine = driven->bareEngine();
    const EnvSpec& spec = world->spec();
    std::vector<std::byte> state(spec.stateBytes);
    Rng rng(3, Stream::kTest);
    world->reset(state, rng);
    std::vector<float> action(static_cast<std::size_t>(spec.actionDims));
    for (float& part : action) part = 1.6f * rng.uniform() - 0.8f;
    engine->load(state);
    for (int t = 0; t < 3; ++t) {
      engine->step(std::as_bytes(std::span(action)));
      const StepResult result = world->step(state, std::as_bytes(std::span(action)));
      QVERIFY(!result.failed);
    }
    std::vector<std::byte> moved(spec.stateBytes);
    engine->read(moved);
    const std::vector<float> expected = observed(*world, state), actual = observed(*world, moved);
    for (std::size_t i = 0; i < expected.size(); ++i)
      QNEAR(actual[i], expected[i], 0.05 * (1.0 + std::abs(static_cast<double>(expected[i]))));
  }
};

QTEST_GUILESS_MAIN(BareEngineTest)
#include "bare_engine_test.moc"

#include "core/learn/returns.h"

#include <array>

#include <QTest>

#include "tests/support/near.h"

using namespace spolab;

namespace {

constexpr double kTolerance = 2e-6;

struct Example {
  std::array<float, 4> rewards{1, 0, 2, 1};
  std::array<float, 4> values{0.5f, 0.4f, 0.3f, 0.2f};
  std::array<float, 4> valuesNext{0.4f, 0.7f, 0.2f, 0.6f};
  std::array<std::uint8_t, 4> ended{};
  std::array<std::uint8_t, 4> truncated{};
  std::array<float, 4> advantages{}, targets{};
  void run(double gamma, double lambda) {
    generalisedAdvantages({rewards, values, valuesNext, ended, truncated}, gamma, lambda, advantages, targets);
  }
};

}  // namespace

// Known answers §6: γ = .9, λ = .8, the episode stops after t = 1.
class ReturnsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void truncation() {
    Example e;
    e.truncated[1] = 1;
    e.run(0.9, 0.8);
    const std::array advantages{1.025600, 0.230000, 2.844800, 1.340000};
    const std::array targets{1.525600, 0.630000, 3.144800, 1.540000};
    for (std::size_t t = 0; t < 4; ++t) {
      QNEAR(e.advantages[t], advantages[t], kTolerance);
      QNEAR(e.targets[t], targets[t], kTolerance);
    }
    QFAR(e.advantages[0], 2.500344, 0.1);  // truncation ignored
    QFAR(e.advantages[1], 2.278256, 0.1);
    QFAR(e.advantages[0], 0.766400, 0.1);  // bootstrapped from the state after the reset
    QFAR(e.advantages[1], -0.130000, 0.1);
  }

  void termination() {
    Example e;
    e.ended[1] = 1;
    e.run(0.9, 0.8);
    const std::array advantages{0.572000, -0.400000, 2.844800, 1.340000};
    for (std::size_t t = 0; t < 4; ++t) QNEAR(e.advantages[t], advantages[t], kTolerance);
  }

  // γ = .9, λ = .8, the simulation breaks down at t = 1: advantage 0 there, so the target is the value itself, and the
  // step before sees only V of the state it reached: 1 + .9·.4 − .5 = .86, not .86 + .72·A₁.
  void brokenSteps() {
    Example e;
    e.ended[1] = 1;
    const std::array<std::uint8_t, 4> failed{0, 1, 0, 0};
    e.rewards[1] = 77.0f;
    generalisedAdvantages({e.rewards, e.values, e.valuesNext, e.ended, e.truncated, failed}, 0.9, 0.8, e.advantages,
                          e.targets);
    const std::array advantages{0.86, 0.0, 2.844800, 1.340000};
    for (std::size_t t = 0; t < 4; ++t) {
      QNEAR(e.advantages[t], advantages[t], kTolerance);
      QNEAR(e.targets[t], advantages[t] + static_cast<double>(e.values[t]), kTolerance);
    }
  }

  void limitsOfLambda() {
    Example e;
    e.run(0.9, 0.0);  // one-step errors
    for (std::size_t t = 0; t < 4; ++t) {
      QNEAR(e.advantages[t], e.rewards[t] + 0.9f * e.valuesNext[t] - e.values[t], kTolerance);
    }
    e.valuesNext = {0.4f, 0.3f, 0.2f, 0.6f};  // consistent: V(next_t) = V(s_{t+1})
    e.run(0.9, 1.0);                          // targets are discounted returns
    QNEAR(e.targets[0], 1 + 0.81 * 2 + 0.729 * 1 + 0.6561 * 0.6, kTolerance);
  }

  void endedWinsOverTruncated() {
    Example e;
    e.ended[3] = 1;
    e.truncated[3] = 1;
    e.run(0.9, 0.8);
    QNEAR(e.targets[3], 1.0, kTolerance);
  }
};

QTEST_APPLESS_MAIN(ReturnsTest)
#include "returns_test.moc"

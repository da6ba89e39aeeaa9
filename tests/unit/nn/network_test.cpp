#include "core/nn/network.h"

#include <cstring>
#include <limits>
#include <numbers>
#include <vector>

#include <QTest>

#include "core/base/error.h"
#include "core/nn/torch_evaluator.h"
#include "core/nn/torch_setup.h"
#include "tests/support/expect_error.h"
#include "tests/support/near.h"

using namespace spolab;

namespace {

EnvSpec spec() {
  EnvSpec s;
  s.id = "numbers";
  s.stateBytes = 8;
  s.floatCount = 3;
  s.tokenCount = 5;
  s.tokenVocabulary = 4;
  s.actionNames = {"a", "b", "c", "d"};
  return s;
}

NetworkSettings settings(bool shared, std::int64_t embedding, std::int64_t headWidth, std::int64_t width = 12) {
  return {width, 2, headWidth, embedding, shared};
}

std::vector<std::byte> observations(std::size_t rows, std::uint32_t seed) {
  const std::size_t width = spec().observationBytes();
  std::vector<std::byte> out(rows * width);
  for (std::size_t i = 0; i < rows; ++i) {
    Rng rng(seed, Stream::kTest, static_cast<std::uint32_t>(i));
    for (std::size_t k = 0; k < 3; ++k) {
      const auto x = static_cast<float>(rng.normal());
      std::memcpy(&out[i * width + k * sizeof x], &x, sizeof x);
    }
    for (std::size_t k = 0; k < 5; ++k) out[i * width + 12 + k] = static_cast<std::byte>(rng.below(4));
  }
  return out;
}

struct Rows {
  std::vector<float> policy, value;
};

Rows evaluate(TorchEvaluator& evaluator, std::span<const std::byte> rows) {
  const std::size_t count = rows.size() / spec().observationBytes();
  Rows out{std::vector<float>(count * 4), std::vector<float>(count)};
  evaluator.evaluate(rows, {out.policy, out.value, {}});
  return out;
}

/// A scalar of every output with all different weights, so that no gradient can hide.
torch::Tensor scalarOf(const NetworkRows& rows) {
  const auto options = torch::TensorOptions(torch::kFloat64);
  return (rows.policy * torch::linspace(0.3, 1.7, rows.policy.numel(), options).view_as(rows.policy)).sum() +
         (rows.value.square() * torch::linspace(-1, 1, rows.value.numel(), options)).sum();
}

}  // namespace

class NetworkTest : public QObject {
  Q_OBJECT

  static void everyShape() {
    QTest::addColumn<bool>("shared");
    QTest::addColumn<int>("embedding");
    QTest::addColumn<int>("headWidth");
    for (const bool shared : {true, false}) {
      for (const int embedding : {0, 3}) {
        for (const int headWidth : {0, 7}) {
          QTest::addRow("%s, embedding %d, heads %d", shared ? "shared" : "separate", embedding, headWidth)
              << shared << embedding << headWidth;
        }
      }
    }
  }
  static Network make() {
    QFETCH(bool, shared);
    QFETCH(int, embedding);
    QFETCH(int, headWidth);
    return Network(NetworkShape(spec(), settings(shared, embedding, headWidth)));
  }

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  // Row bits depend on the observation and the parameters alone.
  void rowBitsStandAlone_data() { everyShape(); }
  void rowBitsStandAlone() {
    const Network network = make();
    const ParameterSet parameters = network.initialise(3);
    constexpr std::size_t kRows = 200;
    const std::size_t width = spec().observationBytes();
    const auto all = observations(kRows, 1);
    TorchEvaluator plain(network, parameters, torch::kCPU, nullptr);
    const Rows expected = evaluate(plain, all);
    const auto isRow = [&](const Rows& found, std::size_t at, std::size_t row) {
      return found.value[at] == expected.value[row] &&
             std::equal(&found.policy[at * 4], &found.policy[at * 4] + 4, &expected.policy[row * 4]);
    };
    for (std::size_t size = 1; size <= kRows; ++size) {  // the last `size` rows: another place in another tile
      const std::size_t first = kRows - size;
      const Rows found = evaluate(plain, std::span(all).subspan(first * width));
      for (std::size_t i = 0; i < size; ++i) QVERIFY(isRow(found, i, first + i));
    }
    for (std::size_t row : {0ul, 17ul, 199ul}) {  // other neighbours
      auto others = observations(90, 2 + static_cast<std::uint32_t>(row));
      std::memcpy(&others[40 * width], &all[row * width], width);
      QVERIFY(isRow(evaluate(plain, others), 40, row));
    }
    for (const int workers : {1, 2, 3}) {
      WorkerPool pool(workers, useOneThread);
      TorchEvaluator parallel(network, parameters, torch::kCPU, &pool);
      const Rows found = evaluate(parallel, all);
      QVERIFY(found.value == expected.value && found.policy == expected.policy);
      QCOMPARE(parallel.counts().asked, std::uint64_t{kRows});
    }
  }

  void outputsAreThoseOfForward_data() { everyShape(); }
  void outputsAreThoseOfForward() {
    const Network network = make();
    const ParameterSet parameters = network.initialise(3);
    const auto rows = observations(70, 5);
    TorchEvaluator evaluator(network, parameters, torch::kCPU, nullptr);
    const Rows found = evaluate(evaluator, rows);
    const torch::NoGradGuard guard;
    const NetworkRows direct = network.forward(parameters, network.features(rows, 70, torch::kCPU));
    for (std::int64_t i = 0; i < 70; ++i) {
      QNEAR(found.value[static_cast<std::size_t>(i)], direct.value[i].item<float>(), 1e-5);
      QNEAR(found.policy[static_cast<std::size_t>(4 * i + 2)], direct.policy[i][2].item<float>(), 1e-6);
    }
  }

  void gradientsMatchFiniteDifferences_data() { everyShape(); }
  void gradientsMatchFiniteDifferences() {
    const Network network = make();
    ParameterSet parameters = network.initialise(4);
    for (std::size_t i = 0; i < parameters.tensors.size(); ++i) {  // in double; biases away from zero
      torch::Tensor noise = torch::empty_like(parameters.tensors[i]);
      for (std::int64_t k = 0; k < noise.numel(); ++k) {
        Rng rng(8, Stream::kTest, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k));
        noise.view(-1)[k] = 0.3 * rng.normal();
      }
      parameters.tensors[i] = (parameters.tensors[i] + noise).to(torch::kFloat64).requires_grad_(true);
    }
    Network::Features input = network.features(observations(6, 9), 6, torch::kCPU);
    input.dense = input.dense.to(torch::kFloat64);
    const auto gradients = torch::autograd::grad({scalarOf(network.forward(parameters, input))}, parameters.tensors);
    const torch::NoGradGuard guard;
    for (std::size_t i = 0; i < parameters.tensors.size(); ++i) {
      torch::Tensor flat = parameters.tensors[i].view(-1);
      for (std::int64_t k = 0; k < flat.numel(); k += 1 + flat.numel() / 7) {
        constexpr double kStep = 1e-6;
        const double before = flat[k].item<double>();
        flat[k] = before + kStep;
        const double up = scalarOf(network.forward(parameters, input)).item<double>();
        flat[k] = before - kStep;
        const double down = scalarOf(network.forward(parameters, input)).item<double>();
        flat[k] = before;
        QNEAR(gradients[i].view(-1)[k].item<double>(), (up - down) / (2 * kStep), 1e-6);
      }
    }
  }

  void initialWeightsAreOrthogonal_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::newRow("tall") << 40 << 12;
    QTest::newRow("wide") << 12 << 40;
    QTest::newRow("square") << 33 << 33;
    QTest::newRow("one column") << 50 << 1;
  }
  void initialWeightsAreOrthogonal() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    const torch::Tensor w = orthogonal(rows, columns, std::numbers::sqrt2, 1, 0).to(torch::kFloat64);
    const torch::Tensor product = rows <= columns ? w.matmul(w.t()) : w.t().matmul(w);
    const torch::Tensor expected = 2.0 * torch::eye(std::min(rows, columns), torch::kFloat64);
    QNEAR((product - expected).abs().max().item<double>(), 0.0, 1e-5);
    QVERIFY(torch::equal(orthogonal(rows, columns, 1, 1, 0), orthogonal(rows, columns, 1, 1, 0)));
    QVERIFY(!torch::equal(orthogonal(rows, columns, 1, 1, 0), orthogonal(rows, columns, 1, 2, 0)));
    QVERIFY(!torch::equal(orthogonal(rows, columns, 1, 1, 0), orthogonal(rows, columns, 1, 1, 1)));
  }

  void initialPolicyIsNearlyUniform_data() { everyShape(); }
  void initialPolicyIsNearlyUniform() {
    const Network network = make();
    const ParameterSet parameters = network.initialise(6);
    network.validate(parameters, "fresh");
    TorchEvaluator evaluator(network, parameters, torch::kCPU, nullptr);
    for (const float logit : evaluate(evaluator, observations(64, 3)).policy) QVERIFY(std::abs(logit) < 0.5f);
    for (std::size_t i = 0; i < parameters.names.size(); ++i) {
      if (parameters.names[i].ends_with(".bias")) QCOMPARE(parameters.tensors[i].abs().sum().item<float>(), 0.0f);
    }
  }

  void clonesShareNothing() {
    const Network network(NetworkShape(spec(), settings(true, 0, 0)));
    const ParameterSet one = network.initialise(1);
    const ParameterSet two = one.clone();
    const torch::NoGradGuard guard;
    torch::Tensor changed = two.tensors[0];
    changed.add_(1.0);
    QVERIFY(!torch::equal(one.tensors[0], two.tensors[0]));
    QCOMPARE(one.count(), two.count());
  }

  void wrongParametersAreRefused_data() {
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("part");
    QTest::newRow("one too few") << 0 << "tensors";
    QTest::newRow("another name") << 1 << "other";
    QTest::newRow("another shape") << 2 << "float32 [";
    QTest::newRow("another type") << 3 << "float32";
    QTest::newRow("NaN") << 4 << "NaN";
    QTest::newRow("infinity") << 5 << "infinity";
  }
  void wrongParametersAreRefused() {
    QFETCH(int, fault);
    QFETCH(QString, part);
    const Network network(NetworkShape(spec(), settings(true, 0, 0)));
    ParameterSet set = network.initialise(1);
    if (fault == 0) set.names.pop_back(), set.tensors.pop_back();
    if (fault == 1) set.names[1] = "other";
    if (fault == 2) set.tensors[2] = set.tensors[2].t().contiguous().slice(1, 1);
    if (fault == 3) set.tensors[2] = set.tensors[2].to(torch::kFloat64);
    if (fault >= 4) {
      set.tensors[2].view(-1)[5] = fault == 4 ? std::numeric_limits<float>::quiet_NaN() : -INFINITY;
    }
    try {
      network.validate(set, "file.safetensors");
      QFAIL("no error");
    } catch (const Error& error) {
      QVERIFY2(test::contains(error.what(), part.toStdString()), error.what());
      QVERIFY2(test::contains(error.what(), "file.safetensors"), error.what());
    }
  }

  void devices() {
    QVERIFY(chooseDevice("cpu").is_cpu());
    QVERIFY(!test::usageErrorOf([] { static_cast<void>(chooseDevice("tpu")); }).empty());
    if (!torch::cuda::is_available()) QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(chooseDevice("cuda")));
  }
};

QTEST_APPLESS_MAIN(NetworkTest)
#include "network_test.moc"

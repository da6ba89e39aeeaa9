#include "core/nn/network.h"

#include <algorithm>
#include <cmath>
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
#include "tests/unit/nn/network_cases.h"

using namespace spolab;
using namespace spolab::test;

namespace {

struct Rows {
  std::vector<float> policy, value;
};

Rows evaluate(TorchEvaluator& evaluator, std::span<const std::byte> rows,
              std::size_t width = spec().observationBytes()) {
  const std::size_t count = rows.size() / width;
  Rows out{std::vector<float>(count * static_cast<std::size_t>(evaluator.outputs().policySize)),
           std::vector<float>(count)};
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

  static Network make() { return Network(NetworkShape(shape().env, shape().network)); }

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  // Row bits depend on the observation and the parameters alone.
  void rowBitsStandAlone_data() { everyShape(); }
  void rowBitsStandAlone() {
    const Network network = make();
    ParameterSet parameters = network.initialise(3);
    setStatistics(parameters);
    constexpr std::size_t kRows = 200;
    const EnvSpec& env = shape().env;
    const std::size_t width = env.observationBytes();
    const auto all = observations(kRows, 1, env);
    TorchEvaluator plain(network, parameters, torch::kCPU, nullptr);
    const Rows expected = evaluate(plain, all, width);
    const auto outputs = static_cast<std::size_t>(plain.outputs().policySize);
    const auto isRow = [&](const Rows& found, std::size_t at, std::size_t row) {
      return found.value[at] == expected.value[row] &&
             std::equal(&found.policy[at * outputs], &found.policy[at * outputs] + outputs,
                        &expected.policy[row * outputs]);
    };
    for (std::size_t size = 1; size <= kRows; size += 7) {  // the last `size` rows: another place in another tile
      const std::size_t first = kRows - size;
      const Rows found = evaluate(plain, std::span(all).subspan(first * width), width);
      for (std::size_t i = 0; i < size; ++i) QVERIFY(isRow(found, i, first + i));
    }
    for (std::size_t row : {0ul, 17ul, 199ul}) {  // other neighbours
      auto others = observations(90, 2 + static_cast<std::uint32_t>(row), env);
      std::memcpy(&others[40 * width], &all[row * width], width);
      QVERIFY(isRow(evaluate(plain, others, width), 40, row));
    }
    for (const int workers : {1, 2, 3}) {
      WorkerPool pool(workers, useOneThread);
      TorchEvaluator parallel(network, parameters, torch::kCPU, &pool);
      const Rows found = evaluate(parallel, all, width);
      QVERIFY(found.value == expected.value && found.policy == expected.policy);
      QCOMPARE(parallel.counts().asked, std::uint64_t{kRows});
    }
  }

  /// Values asked for alone, and one head without the other, are what they are together.
  void headsStandAlone_data() { everyShape(); }
  void headsStandAlone() {
    const Network network = make();
    ParameterSet parameters = network.initialise(3);
    setStatistics(parameters);
    const EnvSpec& env = shape().env;
    const auto rows = observations(150, 5, env);
    TorchEvaluator evaluator(network, parameters, torch::kCPU, nullptr);
    const Rows both = evaluate(evaluator, rows, env.observationBytes());
    std::vector<float> alone(both.value.size());
    evaluator.evaluate(rows, {{}, alone, {}});
    QVERIFY(alone == both.value);
    const torch::NoGradGuard guard;
    const Network::Features input = network.features(rows, 150, torch::kCPU);
    const NetworkRows whole = network.forward(parameters, input);
    const NetworkRows policy = network.forward(parameters, input, Heads::kPolicy);
    const NetworkRows value = network.forward(parameters, input, Heads::kValue);
    QVERIFY(torch::equal(policy.policy, whole.policy) && !policy.value.defined());
    QVERIFY(torch::equal(value.value, whole.value) && !value.policy.defined());
  }

  void outputsAreThoseOfForward_data() { everyShape(); }
  void outputsAreThoseOfForward() {
    const Network network = make();
    ParameterSet parameters = network.initialise(3);
    setStatistics(parameters);
    const EnvSpec& env = shape().env;
    const auto rows = observations(70, 5, env);
    TorchEvaluator evaluator(network, parameters, torch::kCPU, nullptr);
    const Rows found = evaluate(evaluator, rows, env.observationBytes());
    const torch::NoGradGuard guard;
    const NetworkRows direct = network.forward(parameters, network.features(rows, 70, torch::kCPU));
    const std::int64_t outputs = env.discrete() ? env.actionCount() : 2 * env.actionDims;
    QCOMPARE(direct.policy.sizes().vec(), (std::vector<std::int64_t>{70, outputs}));
    QCOMPARE(direct.value.sizes().vec(), (std::vector<std::int64_t>{70}));
    for (std::int64_t i = 0; i < 70; ++i) {
      QNEAR(found.value[static_cast<std::size_t>(i)], direct.value[i].item<float>(), 1e-5);
      for (std::int64_t k = 0; k < outputs; ++k) {
        QNEAR(found.policy[static_cast<std::size_t>(outputs * i + k)], direct.policy[i][k].item<float>(), 1e-6);
      }
    }
    QVERIFY(!torch::equal(direct.value[0], direct.value[1]));
  }

  // No part of an observation is left out: changed alone, it changes what is said.
  void everyInputCounts_data() { everyShape(); }
  void everyInputCounts() {
    const Network network = make();
    const EnvSpec& env = shape().env;
    const ParameterSet parameters = network.initialise(3);
    const std::size_t width = env.observationBytes();
    const auto floats = static_cast<std::size_t>(env.floatCount);
    const auto base = observations(64, 5, env);
    const torch::NoGradGuard guard;
    const auto values = [&](const std::vector<std::byte>& rows) {
      return network.forward(parameters, network.features(rows, 64, torch::kCPU)).value;
    };
    const torch::Tensor before = values(base);
    for (std::size_t k = 0; k < floats + static_cast<std::size_t>(env.tokenCount); ++k) {
      auto changed = base;
      for (std::size_t row = 0; row < 64; ++row) {
        if (k >= floats) {
          std::byte& token = changed[row * width + 3 * floats + k];
          token = static_cast<std::byte>((std::to_integer<int>(token) + 1) % env.tokenVocabulary);
          continue;
        }
        std::byte* at = &changed[row * width + k * sizeof(float)];
        float x = 0.0f;
        std::memcpy(&x, at, sizeof x);
        x += 1.0f;
        std::memcpy(at, &x, sizeof x);
      }
      QVERIFY2((values(changed) - before).abs().max().item<float>() > 1e-4f, qPrintable(QString::number(k)));
    }
  }

  // Raw bytes unpacked where the network is (the way to a GPU) or written out by hand: the same bits, also of a single
  // row and where a row's bytes are no multiple of four.
  void featuresOfRawBytes_data() { everyShape(); }
  void featuresOfRawBytes() {
    const Network network = make();
    const EnvSpec& env = shape().env;
    const auto width = static_cast<std::int64_t>(env.observationBytes());
    for (const std::int64_t count : {1, 2, 67}) {
      auto rows = observations(static_cast<std::size_t>(count), 6, env);
      const Network::Features expected = network.features(rows, count, torch::kCPU);
      const Network::Features found =
          network.unpackFeatures(torch::from_blob(rows.data(), {count, width}, torch::TensorOptions(torch::kUInt8)));
      QVERIFY(torch::equal(found.dense, expected.dense));
      QCOMPARE(found.tokens.defined(), expected.tokens.defined());
      if (expected.tokens.defined()) QVERIFY(torch::equal(found.tokens, expected.tokens));
    }
  }

  void gradientsMatchFiniteDifferences_data() { everyShape(); }
  void gradientsMatchFiniteDifferences() {
    const Network network = make();
    ParameterSet parameters = network.initialise(4);
    setStatistics(parameters);
    for (std::size_t i = 0; i < parameters.tensors.size(); ++i) {  // in double; biases away from zero
      torch::Tensor noise = torch::empty_like(parameters.tensors[i]);
      for (std::int64_t k = 0; k < noise.numel(); ++k) {
        Rng rng(8, Stream::kTest, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k));
        noise.view(-1)[k] = 0.3 * rng.normal();
      }
      const bool trained = i < parameters.trained();
      parameters.tensors[i] =
          (parameters.tensors[i] + (trained ? 1.0 : 0.0) * noise).to(torch::kFloat64).requires_grad_(trained);
    }
    Network::Features input = network.features(observations(6, 9, shape().env), 6, torch::kCPU);
    input.dense = input.dense.to(torch::kFloat64);
    const std::vector<torch::Tensor> trained(
        parameters.tensors.begin(), parameters.tensors.begin() + static_cast<std::ptrdiff_t>(parameters.trained()));
    const auto gradients = torch::autograd::grad({scalarOf(network.forward(parameters, input))}, trained);
    const torch::NoGradGuard guard;
    for (std::size_t i = 0; i < trained.size(); ++i) {
      torch::Tensor flat = trained[i].view(-1);
      for (std::int64_t k = 0; k < flat.numel(); k += 1 + flat.numel() / 7) {
        constexpr double kStep = 1e-5;  // smaller ones drown in the rounding of the sum
        const double before = flat[k].item<double>();
        flat[k] = before + kStep;
        const double up = scalarOf(network.forward(parameters, input)).item<double>();
        flat[k] = before - kStep;
        const double down = scalarOf(network.forward(parameters, input)).item<double>();
        flat[k] = before;
        const double numeric = (up - down) / (2 * kStep);
        QNEAR(gradients[i].view(-1)[k].item<double>(), numeric, 1e-6 * (1.0 + std::abs(numeric)));
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
    QTest::newRow("longer than one stream of random numbers") << 9000 << 3;
  }
  void initialWeightsAreOrthogonal() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    const torch::Tensor w = orthogonal(rows, columns, std::numbers::sqrt2, 1, 0).to(torch::kFloat64);
    const torch::Tensor product = rows <= columns ? w.matmul(w.t()) : w.t().matmul(w);
    const torch::Tensor expected = 2.0 * torch::eye(std::min(rows, columns), torch::kFloat64);
    QNEAR((product - expected).abs().max().item<double>(), 0.0, 1e-5);
    if (w.size(0) > 6000) QVERIFY(!torch::equal(w.slice(0, 0, 2048), w.slice(0, 2048, 4096)));
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
    const EnvSpec& env = shape().env;
    const auto outputs = static_cast<std::size_t>(evaluator.outputs().policySize);
    const Rows rows = evaluate(evaluator, observations(64, 3, env), env.observationBytes());
    for (std::size_t k = 0; k < rows.policy.size(); ++k) {
      const bool spread = !env.discrete() && k % outputs >= static_cast<std::size_t>(env.actionDims);
      QVERIFY(std::abs(rows.policy[k] - (spread ? std::log(2.0f) : 0.0f)) < 0.5f);
    }
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
      QVERIFY2(contains(error.what(), part.toStdString()), error.what());
      QVERIFY2(contains(error.what(), "file.safetensors"), error.what());
    }
  }

  void devices() {
    QVERIFY(chooseDevice("cpu").is_cpu());
    QVERIFY(!usageErrorOf([] { static_cast<void>(chooseDevice("tpu")); }).empty());
    if (!torch::cuda::is_available()) QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(chooseDevice("cuda")));
  }
};

QTEST_APPLESS_MAIN(NetworkTest)
#include "network_test.moc"

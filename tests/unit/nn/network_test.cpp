#include "core/nn/network.h"

#include <algorithm>
#include <array>
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

/// An image of two planes of 5 × 4 floats, then three floats beside it.
EnvSpec planes() {
  EnvSpec s = spec();
  s.planeShape = {2, 5, 4};
  s.floatCount = 2 * 5 * 4 + 3;
  s.tokenCount = s.tokenVocabulary = 0;
  return s;
}

/// The same with tokens that are no image.
EnvSpec planesAndTokens() {
  EnvSpec s = planes();
  s.tokenCount = 3;
  s.tokenVocabulary = 4;
  return s;
}

/// A board of 5 × 4 tokens and one float.
EnvSpec board() {
  EnvSpec s = spec();
  s.floatCount = 1;
  s.tokenCount = 20;
  s.tokenShape = {5, 4};
  return s;
}

EnvSpec tokensOnly() {
  EnvSpec s = spec();
  s.floatCount = 0;
  return s;
}

EnvSpec body() {
  EnvSpec s = spec();
  s.floatCount = 6;
  s.tokenCount = s.tokenVocabulary = 0;
  s.actionNames.clear();
  s.actionDims = 3;
  return s;
}

NetworkSettings settings(bool shared, std::int64_t embedding, std::int64_t headWidth, std::int64_t width = 12) {
  return {width, 2, headWidth, embedding, shared};
}

struct Case {
  std::string name;
  EnvSpec env;
  NetworkSettings network;
};

/// Every kind of torso, input and output.
const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> list;
    for (const bool shared : {true, false}) {
      for (const int embedding : {0, 3}) {
        for (const int headWidth : {0, 7}) {
          list.push_back({std::string(shared ? "shared" : "separate") + ", embedding " + std::to_string(embedding) +
                              ", heads " + std::to_string(headWidth),
                          spec(), settings(shared, embedding, headWidth)});
        }
      }
    }
    const auto add = [&](const char* name, const EnvSpec& env, auto change) {
      NetworkSettings network = settings(true, 0, 7);
      network.channels = "3,4";
      change(network);
      list.push_back({name, env, network});
    };
    add("mlp", spec(), [](auto& n) { n.torso = "mlp", n.layers = 3; });
    add("mlp of one layer, two head layers", spec(), [](auto& n) { n.torso = "mlp", n.layers = 1, n.headLayers = 2; });
    add("body", body(),
        [](auto& n) { n.torso = "mlp", n.activation = "silu", n.sharedTorso = false, n.headWidth = 0; });
    add("body, normalised", body(), [](auto& n) { n.torso = "mlp", n.activation = "silu", n.normalise = true; });
    add("normalised floats beside tokens", spec(), [](auto& n) { n.normalise = true; });
    add("normalised floats beside embedded tokens", spec(), [](auto& n) { n.normalise = true, n.embedding = 3; });
    add("tokens only", tokensOnly(), [](auto& n) { n.normalise = true; });
    add("tokens only, embedded", tokensOnly(), [](auto& n) { n.embedding = 2; });
    add("conv", planes(), [](auto& n) { n.torso = "conv"; });
    add("conv, normalised, separate", planes(),
        [](auto& n) { n.torso = "conv", n.normalise = true, n.sharedTorso = false; });
    add("conv, stride 2, kernel 5", planes(), [](auto& n) { n.torso = "conv", n.stride = 2, n.kernel = 5; });
    add("conv straight to the heads", planes(), [](auto& n) { n.torso = "conv", n.width = n.layers = 0; });
    add("conv beside tokens", planesAndTokens(), [](auto& n) { n.torso = "conv"; });
    add("conv beside embedded tokens", planesAndTokens(), [](auto& n) { n.torso = "conv", n.embedding = 2; });
    add("conv-residual of a board", board(), [](auto& n) { n.torso = "conv-residual"; });
    add("conv-residual of an embedded board", board(),
        [](auto& n) { n.torso = "conv-residual", n.embedding = 2, n.width = n.layers = 0, n.headLayers = 2; });
    add("conv-residual, stride 3, silu", planes(),
        [](auto& n) { n.torso = "conv-residual", n.stride = 3, n.activation = "silu", n.sharedTorso = false; });
    return list;
  }();
  return all;
}

std::vector<std::byte> observations(std::size_t rows, std::uint32_t seed, const EnvSpec& env = spec()) {
  const std::size_t width = env.observationBytes();
  const std::size_t floats = static_cast<std::size_t>(env.floatCount) * sizeof(float);
  std::vector<std::byte> out(rows * width);
  for (std::size_t i = 0; i < rows; ++i) {
    Rng rng(seed, Stream::kTest, static_cast<std::uint32_t>(i));
    for (std::size_t k = 0; k < floats; k += sizeof(float)) {
      const auto x = static_cast<float>(rng.normal());
      std::memcpy(&out[i * width + k], &x, sizeof x);
    }
    for (std::size_t k = floats; k < width; ++k) {
      out[i * width + k] = static_cast<std::byte>(rng.below(static_cast<std::uint32_t>(env.tokenVocabulary)));
    }
  }
  return out;
}

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

/// Statistics that are neither zeros nor ones.
void setStatistics(ParameterSet& set, double shift = 0.3) {
  if (set.statistics == 0) return;
  torch::Tensor& mean = set.tensors[set.trained()];
  torch::Tensor& scale = set.tensors[set.trained() + 1];
  mean = torch::linspace(-shift, shift, mean.numel(), mean.options());
  scale = torch::linspace(0.5, 2.0, scale.numel(), scale.options());
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
    QTest::addColumn<int>("which");
    for (std::size_t k = 0; k < cases().size(); ++k) QTest::newRow(cases()[k].name.c_str()) << static_cast<int>(k);
  }
  static const Case& shape() {
    QFETCH(int, which);
    return cases()[static_cast<std::size_t>(which)];
  }
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

  // Standard deviations are softplus(x) + 1e-3, means as they are, in this order.
  void gaussianRows() {
    NetworkSettings n = settings(true, 0, 0);
    n.torso = "mlp";
    const Network network(NetworkShape(body(), n));
    ParameterSet parameters = network.initialise(1);
    for (std::size_t i = 0; i < parameters.names.size(); ++i) {
      if (parameters.names[i] == "policy.output.weight") parameters.tensors[i].zero_();
      if (parameters.names[i] == "policy.output.bias") {
        parameters.tensors[i].copy_(torch::tensor({-2.0f, 0.5f, 7.0f, -30.0f, 0.0f, 5.0f}));
      }
    }
    const torch::NoGradGuard guard;
    const torch::Tensor row =
        network.forward(parameters, network.features(observations(1, 1, body()), 1, torch::kCPU)).policy[0];
    const std::array expected{-2.0, 0.5, 7.0, 1e-3, std::numbers::ln2 + 1e-3, std::log1p(std::exp(5.0)) + 1e-3};
    for (std::size_t k = 0; k < 6; ++k) QNEAR(row[static_cast<std::int64_t>(k)].item<double>(), expected[k], 1e-6);
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
        constexpr double kStep = 1e-6;
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

  // Fresh statistics change nothing, bit for bit; they are no parameters.
  void freshStatisticsAreTheIdentity_data() { everyShape(); }
  void freshStatisticsAreTheIdentity() {
    NetworkSettings with = shape().network, without = shape().network;
    with.normalise = true;
    without.normalise = false;
    const Network normalised(NetworkShape(shape().env, with)), plain(NetworkShape(shape().env, without));
    const ParameterSet one = normalised.initialise(3), two = plain.initialise(3);
    QCOMPARE(one.statistics, shape().env.floatCount > 0 ? 2u : 0u);
    QCOMPARE(one.trained(), two.tensors.size());
    QCOMPARE(one.count(), two.count());
    const auto rows = observations(64, 5, shape().env);
    const torch::NoGradGuard guard;
    const NetworkRows a = normalised.forward(one, normalised.features(rows, 64, torch::kCPU));
    const NetworkRows b = plain.forward(two, plain.features(rows, 64, torch::kCPU));
    QVERIFY(torch::equal(a.policy, b.policy) && torch::equal(a.value, b.value));
  }

  // Statistics stand before the network: (x − mean)·scale, cut at ±10, tokens left alone.
  void statisticsStandBeforeTheNetwork_data() { everyShape(); }
  void statisticsStandBeforeTheNetwork() {
    NetworkSettings with = shape().network, without = shape().network;
    with.normalise = true;
    without.normalise = false;
    const EnvSpec& env = shape().env;
    const Network normalised(NetworkShape(env, with)), plain(NetworkShape(env, without));
    ParameterSet one = normalised.initialise(3);
    setStatistics(one);
    auto rows = observations(64, 5, env);
    const auto floats = static_cast<std::size_t>(env.floatCount);
    const float outlier = -1e4f;
    if (floats > 0) std::memcpy(rows.data(), &outlier, sizeof outlier);
    const Network::Features input = normalised.features(rows, 64, torch::kCPU);
    for (std::size_t i = 0; i < 64; ++i) {
      for (std::size_t k = 0; k < floats; ++k) {
        std::byte* at = &rows[i * env.observationBytes() + k * sizeof(float)];
        float x = 0.0f;
        std::memcpy(&x, at, sizeof x);
        const auto column = static_cast<std::int64_t>(k);
        x = (x - one.tensors[one.trained()][column].item<float>()) *
            one.tensors[one.trained() + 1][column].item<float>();
        x = std::clamp(x, -10.0f, 10.0f);
        std::memcpy(at, &x, sizeof x);
      }
    }
    const torch::NoGradGuard guard;
    const NetworkRows a = normalised.forward(one, input);
    const NetworkRows b = plain.forward(plain.initialise(3), plain.features(rows, 64, torch::kCPU));
    QVERIFY(torch::allclose(a.policy, b.policy, 1e-5, 1e-6) && torch::allclose(a.value, b.value, 1e-5, 1e-6));
    if (floats > 0) QVERIFY(!torch::equal(a.value, normalised.forward(normalised.initialise(3), input).value));
  }

  // Convolutions see the image where it is: a change of one cell reaches its neighbours' outputs only.
  void imagesKeepTheirShape() {
    NetworkSettings n = settings(true, 0, 0);
    n.torso = "conv";
    n.channels = "1";
    n.width = n.layers = 0;
    for (const bool tokens : {false, true}) {
      const EnvSpec env = tokens ? board() : planes();
      const Network network(NetworkShape(env, n));
      ParameterSet parameters = network.initialise(1);
      const std::size_t extra = tokens ? 1 : 3;
      for (std::size_t i = 0; i < parameters.names.size(); ++i) {
        if (parameters.names[i] == "torso.conv0.weight") parameters.tensors[i].fill_(0.01);
        if (parameters.names[i] == "torso.conv0.bias") parameters.tensors[i].fill_(5.0);  // every unit is active
        // The value will read one unit only: one of the 5 × 4 cells, or one of the floats beside the image.
        if (parameters.names[i] == "value.output.weight") parameters.tensors[i].zero_();
      }
      QCOMPARE(NetworkShape(env, n).flattenedSize(), static_cast<std::int64_t>(20 + extra));
      const auto base = observations(1, 1, env);
      const auto valueOf = [&](const std::vector<std::byte>& rows, std::int64_t unit) {
        ParameterSet set = parameters.clone();
        for (std::size_t i = 0; i < set.names.size(); ++i) {
          if (set.names[i] == "value.output.weight") set.tensors[i][unit][0] = 1.0;
        }
        const torch::NoGradGuard guard;
        return network.forward(set, network.features(rows, 1, torch::kCPU)).value.item<float>();
      };
      for (const std::size_t cell : {0ul, 6ul, 19ul}) {
        auto changed = base;
        if (tokens) {  // one-hot planes: with equal weights the sum is the same, so plane 0 is made heavier
          for (std::size_t i = 0; i < parameters.names.size(); ++i) {
            if (parameters.names[i] == "torso.conv0.weight") parameters.tensors[i].select(1, 0).fill_(0.02);
          }
          std::byte& token = changed[sizeof(float) + cell];
          token = std::byte{static_cast<unsigned char>(token == std::byte{0} ? 1 : 0)};
        } else {
          const float x = 3.0f;
          std::memcpy(&changed[(20 + cell) * sizeof x], &x, sizeof x);  // of the second plane
        }
        for (std::size_t other = 0; other < 20; ++other) {
          const auto apart = [](std::size_t a, std::size_t b) { return a > b ? a - b : b - a; };
          const bool near = apart(cell / 4, other / 4) <= 1 && apart(cell % 4, other % 4) <= 1;
          const auto unit = static_cast<std::int64_t>(other);
          QCOMPARE(std::abs(valueOf(base, unit) - valueOf(changed, unit)) > 1e-3f, near);
        }
      }
      auto beside = base;  // the floats beside the image follow it
      const float x = 2.5f;
      std::memcpy(&beside[tokens ? 0 : 40 * sizeof x], &x, sizeof x);
      QCOMPARE(valueOf(beside, 20), 2.5f);
    }
  }

  // The networks of the papers, counted by hand (SPO Appendix G).
  void parameterCountsOfThePapers() {
    // Cube: embedding 6·4 = 24; input (1 + 54·4)·512 + 512 = 111,616; two layers 2·(512² + 512) = 525,312; policy
    // 262,656 + 512·18 + 18 = 271,890; value 262,656 + 513 = 263,169.
    EnvSpec cube;
    cube.floatCount = 1;
    cube.tokenCount = 54;
    cube.tokenVocabulary = 6;
    cube.actionNames.resize(18);
    NetworkSettings n{512, 2, 512, 4, true};
    QCOMPARE(Network(NetworkShape(cube, n)).zeros().count(), 24 + 111616 + 525312 + 271890 + 263169);

    // Sokoban: a 3 × 3 convolution from i to o channels has 9·i·o + o numbers. Blocks of one convolution and four of
    // two residual layers: 7 → 256: 16,384 + 4·590,080; 256 → 256: 5·590,080; 256 → 512: 1,180,160 + 4·2,359,808;
    // 512 → 512: 5·2,359,808. Heads read 512·10·10 + 1: 51,201·128 + 128 = 6,553,856, then 128² + 128 = 16,512, then
    // 128·4 + 4 = 516 and 129.
    EnvSpec sokoban;
    sokoban.floatCount = 1;
    sokoban.tokenCount = 100;
    sokoban.tokenVocabulary = 7;
    sokoban.tokenShape = {10, 10};
    sokoban.actionNames.resize(4);
    n = {0, 0, 128, 0, true};
    n.torso = "conv-residual";
    n.channels = "256,256,512,512";
    n.headLayers = 2;
    QCOMPARE(Network(NetworkShape(sokoban, n)).zeros().count(),
             16384 + 9 * 590080 + 1180160 + 9 * 2359808 + 2 * (6553856 + 16512) + 516 + 129);

    // Bodies (HalfCheetah: 17 floats, 6 dimensions), actor and critic apart, 4 × 256: 17·256 + 256 = 4,608;
    // 3·(256² + 256) = 197,376; policy 256·12 + 12 = 3,084; value 257.
    EnvSpec cheetah;
    cheetah.floatCount = 17;
    cheetah.actionDims = 6;
    n = {256, 4, 0, 0, false};
    n.torso = "mlp";
    n.activation = "silu";
    n.normalise = true;
    const Network network(NetworkShape(cheetah, n));
    QCOMPARE(network.zeros().count(), 2 * (4608 + 197376) + 3084 + 257);
    QCOMPARE(network.initialise(1).count(), network.zeros().count());
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

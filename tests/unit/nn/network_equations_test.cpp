// What a network computes, against its equations written a second time.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <numbers>
#include <numeric>

#include <QTest>

#include "core/nn/network.h"
#include "core/nn/torch_setup.h"
#include "tests/support/near.h"
#include "tests/unit/nn/network_cases.h"

using namespace spolab;
using namespace spolab::test;

namespace {

/// The forward pass by the names of the parameters and plain loops, one observation at a time, in double.
class Reference {
 public:
  using Row = std::vector<double>;
  Reference(const NetworkCase& which, const ParameterSet& set) : env_(which.env), settings_(which.network) {
    for (std::size_t i = 0; i < set.names.size(); ++i)
      tensors_[set.names[i]] = set.tensors[i].to(torch::kFloat64).contiguous();
  }
  struct Answer {
    Row policy;
    double value;
  };
  [[nodiscard]] Answer operator()(std::span<const std::byte> observation) const {
    Row policy = head("policy", torso(settings_.sharedTorso ? "torso" : "actor", observation));
    for (std::size_t k = static_cast<std::size_t>(env_.actionDims); !env_.discrete() && k < policy.size(); ++k) {
      policy[k] = std::log1p(std::exp(policy[k])) + 1e-3;
    }
    return {policy, head("value", torso(settings_.sharedTorso ? "torso" : "critic", observation))[0]};
  }

 private:
  /// An image of `channels` planes, row by row.
  struct Image {
    std::size_t channels, rows, columns;
    Row cells;
    [[nodiscard]] double at(std::size_t c, std::int64_t r, std::int64_t k) const {  // zero outside
      const bool inside =
          r >= 0 && k >= 0 && r < static_cast<std::int64_t>(rows) && k < static_cast<std::int64_t>(columns);
      return inside ? cells[(c * rows + static_cast<std::size_t>(r)) * columns + static_cast<std::size_t>(k)] : 0.0;
    }
  };

  [[nodiscard]] Row numbers(const std::string& name) const {
    const torch::Tensor& t = tensors_.at(name);
    return {t.data_ptr<double>(), t.data_ptr<double>() + t.numel()};
  }
  [[nodiscard]] double phi(double x) const {
    if (settings_.activation == "silu") return x / (1.0 + std::exp(-x));
    return std::max(x, settings_.activation == "leaky-relu" ? 0.01 * x : 0.0);
  }
  [[nodiscard]] Row phi(Row row) const {
    for (double& x : row) x = phi(x);
    return row;
  }
  [[nodiscard]] Row linear(const std::string& name, const Row& x) const {
    Row y = numbers(name + ".bias");
    const Row weight = numbers(name + ".weight");  // [inputs, outputs]
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t o = 0; o < y.size(); ++o) y[o] += x[i] * weight[i * y.size() + o];
    }
    return y;
  }
  /// φ(W x + b), normalised where there are numbers for it.
  [[nodiscard]] Row hidden(const std::string& name, const Row& x) const {
    Row y = phi(linear(name, x));
    if (!tensors_.contains(name + ".norm.scale")) return y;
    const Row scale = numbers(name + ".norm.scale"), shift = numbers(name + ".norm.shift");
    const auto units = static_cast<double>(y.size());
    const double mean = std::accumulate(y.begin(), y.end(), 0.0) / units;
    double variance = 0.0;
    for (const double u : y) variance += (u - mean) * (u - mean) / units;
    for (std::size_t k = 0; k < y.size(); ++k) y[k] = (y[k] - mean) / std::sqrt(variance + 1e-6) * scale[k] + shift[k];
    return y;
  }
  [[nodiscard]] Image convolution(const std::string& name, const Image& x, std::size_t stride) const {
    const Row bias = numbers(name + ".bias"), weight = numbers(name + ".weight");  // [outputs, inputs, side, side]
    const auto side = static_cast<std::size_t>(settings_.kernel);
    const auto pad = static_cast<std::int64_t>(side / 2);
    Image y{bias.size(), (x.rows + stride - 1) / stride, (x.columns + stride - 1) / stride, {}};
    for (std::size_t o = 0; o < y.channels; ++o) {
      for (std::size_t r = 0; r < y.rows; ++r) {
        for (std::size_t c = 0; c < y.columns; ++c) {
          double sum = bias[o];
          for (std::size_t i = 0; i < x.channels; ++i) {
            for (std::size_t k = 0; k < side * side; ++k) {
              sum += weight[(o * x.channels + i) * side * side + k] *
                     x.at(i, static_cast<std::int64_t>(r * stride + k / side) - pad,
                          static_cast<std::int64_t>(c * stride + k % side) - pad);
            }
          }
          y.cells.push_back(sum);
        }
      }
    }
    return y;
  }
  [[nodiscard]] Image activated(Image x) const {
    x.cells = phi(x.cells);
    return x;
  }

  [[nodiscard]] Row floatsOf(std::span<const std::byte> observation) const {
    Row row;
    for (int k = 0; k < env_.floatCount; ++k) {
      float x = 0.0f;
      std::memcpy(&x, &observation[static_cast<std::size_t>(k) * sizeof x], sizeof x);
      row.push_back(static_cast<double>(x));
    }
    if (!tensors_.contains("observation.mean")) return row;
    const Row mean = numbers("observation.mean"), scale = numbers("observation.scale");
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = std::clamp((row[k] - mean[k]) * scale[k], -10.0, 10.0);
    return row;
  }
  /// Each token as so many numbers: one-hot, or its row of the embedding.
  [[nodiscard]] std::vector<Row> tokensOf(const std::string& prefix, std::span<const std::byte> observation) const {
    std::vector<Row> all;
    for (int t = 0; t < env_.tokenCount; ++t) {
      const auto token = std::to_integer<std::size_t>(
          observation[sizeof(float) * static_cast<std::size_t>(env_.floatCount) + static_cast<std::size_t>(t)]);
      if (settings_.embedding > 0) {
        const Row table = numbers(prefix + ".embedding");
        const auto width = static_cast<std::ptrdiff_t>(settings_.embedding);
        const auto begin = table.begin() + static_cast<std::ptrdiff_t>(token) * width;
        all.emplace_back(begin, begin + width);
      } else {
        all.emplace_back(static_cast<std::size_t>(env_.tokenVocabulary), 0.0);
        all.back()[token] = 1.0;
      }
    }
    return all;
  }

  /// The image, and what is beside it.
  [[nodiscard]] std::pair<Image, Row> imageOf(Row floats, const std::vector<Row>& tokens) const {
    if (env_.planeShape.empty()) {
      const auto rows = static_cast<std::size_t>(env_.tokenShape[0]),
                 columns = static_cast<std::size_t>(env_.tokenShape[1]);
      Image image{tokens[0].size(), rows, columns, {}};
      for (std::size_t c = 0; c < image.channels; ++c) {
        for (const Row& token : tokens) image.cells.push_back(token[c]);
      }
      return {image, floats};
    }
    const auto size = [&](std::size_t k) { return static_cast<std::size_t>(env_.planeShape[k]); };
    const auto cells = static_cast<std::ptrdiff_t>(size(0) * size(1) * size(2));
    Row beside(floats.begin() + cells, floats.end());
    floats.resize(static_cast<std::size_t>(cells));
    for (const Row& token : tokens) beside.insert(beside.end(), token.begin(), token.end());
    return {{size(0), size(1), size(2), floats}, beside};
  }
  [[nodiscard]] Row convolved(const std::string& prefix, Image h, const Row& beside) const {
    const bool residual = settings_.torso == "conv-residual";
    for (std::size_t block = 0; tensors_.contains(prefix + ".conv" + std::to_string(block) + ".weight"); ++block) {
      const std::string name = prefix + ".conv" + std::to_string(block);
      h = convolution(name, h, block == 0 ? static_cast<std::size_t>(settings_.stride) : 1);
      if (!residual) h = activated(h);
      for (const char* part : {".residual0", ".residual1"}) {
        if (!residual) break;
        const Image inner = activated(convolution(name + part + ".first", activated(h), 1));
        const Image change = convolution(name + part + ".second", inner, 1);
        for (std::size_t k = 0; k < h.cells.size(); ++k) h.cells[k] += change.cells[k];
      }
    }
    if (residual) h = activated(h);
    h.cells.insert(h.cells.end(), beside.begin(), beside.end());
    return h.cells;
  }
  [[nodiscard]] Row torso(const std::string& prefix, std::span<const std::byte> observation) const {
    Row h = floatsOf(observation);
    const std::vector<Row> tokens = tokensOf(prefix, observation);
    if (settings_.torso.starts_with("conv")) {
      const auto [image, beside] = imageOf(h, tokens);
      h = convolved(prefix, image, beside);
      if (settings_.width == 0) return h;
    } else {
      for (const Row& token : tokens) h.insert(h.end(), token.begin(), token.end());
    }
    h = hidden(prefix + ".input", h);
    for (int layer = 0; tensors_.contains(prefix + ".layer" + std::to_string(layer) + ".weight"); ++layer) {
      const Row next = hidden(prefix + ".layer" + std::to_string(layer), h);
      for (std::size_t k = 0; k < h.size(); ++k) h[k] = settings_.torso == "mlp" ? next[k] : h[k] + next[k];
    }
    return h;
  }
  [[nodiscard]] Row head(const std::string& name, Row h) const {
    for (const char* layer : {".hidden", ".hidden1", ".hidden2"}) {
      if (tensors_.contains(name + layer + ".weight")) h = hidden(name + layer, h);
    }
    return linear(name + ".output", h);
  }

  EnvSpec env_;
  NetworkSettings settings_;
  std::map<std::string, torch::Tensor> tensors_;
};

}  // namespace

class NetworkEquationsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { useOneThread(); }

  void outputsAreThoseOfTheEquations_data() { everyShape(); }
  void outputsAreThoseOfTheEquations() {
    const Network network(NetworkShape(shape().env, shape().network));
    ParameterSet parameters = network.initialise(3);
    for (std::size_t i = 0; i < parameters.trained(); ++i) parameters.tensors[i] = parameters.tensors[i] * 1.3 + 0.05;
    setStatistics(parameters);
    const auto rows = observations(5, 4, shape().env);
    const torch::NoGradGuard guard;
    const NetworkRows found = network.forward(parameters, network.features(rows, 5, torch::kCPU));
    const Reference reference(shape(), parameters);
    const std::size_t width = shape().env.observationBytes();
    for (std::size_t i = 0; i < 5; ++i) {
      const Reference::Answer expected = reference(std::span(rows).subspan(i * width, width));
      const auto row = static_cast<std::int64_t>(i);
      QNEAR(found.value[row].item<double>(), expected.value, 2e-5 * (1.0 + std::abs(expected.value)));
      QCOMPARE(found.policy.size(1), static_cast<std::int64_t>(expected.policy.size()));
      for (std::size_t k = 0; k < expected.policy.size(); ++k) {
        QNEAR(found.policy[row][static_cast<std::int64_t>(k)].item<double>(), expected.policy[k],
              2e-5 * (1.0 + std::abs(expected.policy[k])));
      }
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
    n.layerNorm = true;  // a scale and a shift for each hidden unit
    QCOMPARE(Network(NetworkShape(cheetah, n)).zeros().count(), network.zeros().count() + 2 * 4 * 2 * 256);
  }
};

QTEST_APPLESS_MAIN(NetworkEquationsTest)
#include "network_equations_test.moc"

#pragma once

#include <cstring>
#include <string>
#include <vector>

#include <QTest>

#include "core/nn/network.h"

namespace spolab::test {

inline EnvSpec spec() {
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
inline EnvSpec planes() {
  EnvSpec s = spec();
  s.planeShape = {2, 5, 4};
  s.floatCount = 2 * 5 * 4 + 3;
  s.tokenCount = s.tokenVocabulary = 0;
  return s;
}

/// The same with tokens that are no image.
inline EnvSpec planesAndTokens() {
  EnvSpec s = planes();
  s.tokenCount = 3;
  s.tokenVocabulary = 4;
  return s;
}

/// A board of 5 × 4 tokens and one float.
inline EnvSpec board() {
  EnvSpec s = spec();
  s.floatCount = 1;
  s.tokenCount = 20;
  s.tokenShape = {5, 4};
  return s;
}

inline EnvSpec tokensOnly() {
  EnvSpec s = spec();
  s.floatCount = 0;
  return s;
}

inline EnvSpec body() {
  EnvSpec s = spec();
  s.floatCount = 6;
  s.tokenCount = s.tokenVocabulary = 0;
  s.actionNames.clear();
  s.actionDims = 3;
  return s;
}

inline NetworkSettings settings(bool shared, std::int64_t embedding, std::int64_t headWidth, std::int64_t width = 12) {
  return {width, 2, headWidth, embedding, shared};
}

struct NetworkCase {
  std::string name;
  EnvSpec env;
  NetworkSettings network;
};

/// Every kind of torso, input and output.
inline const std::vector<NetworkCase>& networkCases() {
  static const std::vector<NetworkCase> all = [] {
    std::vector<NetworkCase> list;
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
    add("residual, normalised layers", spec(), [](auto& n) { n.activation = "leaky-relu", n.layerNorm = true; });
    // TRT-SMC Appendix B.4: Snake's convolution and two hidden layers for actor and critic each; the cube's two layers.
    add("conv, normalised layers in the heads", planes(), [](auto& n) {
      n.torso = "conv", n.channels = "3", n.width = 0, n.headLayers = 2, n.activation = "leaky-relu";
      n.layerNorm = true, n.sharedTorso = false;
    });
    add("mlp, normalised layers", spec(), [](auto& n) {
      n.torso = "mlp", n.headWidth = 0, n.activation = "leaky-relu", n.layerNorm = true, n.sharedTorso = false;
    });
    add("conv-residual, stride 3, silu", planes(),
        [](auto& n) { n.torso = "conv-residual", n.stride = 3, n.activation = "silu", n.sharedTorso = false; });
    return list;
  }();
  return all;
}

inline std::vector<std::byte> observations(std::size_t rows, std::uint32_t seed, const EnvSpec& env = spec()) {
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

/// Statistics that are neither zeros nor ones.
inline void setStatistics(ParameterSet& set, double shift = 0.3) {
  if (set.statistics == 0) return;
  torch::Tensor& mean = set.tensors[set.trained()];
  torch::Tensor& scale = set.tensors[set.trained() + 1];
  mean = torch::linspace(-shift, shift, mean.numel(), mean.options());
  scale = torch::linspace(0.5, 2.0, scale.numel(), scale.options());
}

/// All cases as rows of a test's data, and the case of the row that runs.
inline void everyShape() {
  QTest::addColumn<int>("which");
  for (std::size_t k = 0; k < networkCases().size(); ++k)
    QTest::newRow(networkCases()[k].name.c_str()) << static_cast<int>(k);
}
inline const NetworkCase& shape() {
  QFETCH(int, which);
  return networkCases()[static_cast<std::size_t>(which)];
}

}  // namespace spolab::test

#pragma once

#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/plan/uniform_evaluator.h"
#include "core/run/engine.h"

namespace spolab::test {

/// A network without LibTorch: logits and value are made from the first bytes of the observation, the same for the same
/// observation. `before` is called with every batch and may wait or throw.
class FakeEvaluator final : public Evaluator {
 public:
  FakeEvaluator(const EnvSpec& spec, std::function<void(std::size_t rows)> before)
      : outputs_(UniformEvaluator(spec).outputs()),
        dims_(spec.actionDims),
        bytes_(spec.observationBytes()),
        before_(std::move(before)) {}
  [[nodiscard]] const NetworkOutputs& outputs() const override { return outputs_; }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override {
    if (before_) before_(out.value.size());
    const auto width = static_cast<std::size_t>(outputs_.policySize);
    for (std::size_t i = 0; i < out.value.size(); ++i) {
      std::uint32_t hash = 2166136261u;
      for (const std::byte b : observations.subspan(i * bytes_, bytes_))
        hash = (hash ^ static_cast<std::uint32_t>(b)) * 16777619u;
      const auto next = [&hash] {
        hash = hash * 1664525u + 1013904223u;
        return static_cast<float>(hash >> 8) / static_cast<float>(1u << 24);
      };
      for (std::size_t a = 0; a < width; ++a) {
        const float answer = dims_ > 0 && a >= width / 2 ? 0.3f : 2.0f * next() - 1.0f;
        if (!out.policy.empty()) out.policy[i * width + a] = answer;
      }
      out.value[i] = next();
    }
    counts_.asked += out.value.size();
    counts_.evaluated += out.value.size();
  }
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  NetworkOutputs outputs_;
  int dims_;
  std::size_t bytes_;
  std::function<void(std::size_t)> before_;
  EvaluatorCounts counts_;
};

/// Parameters that need no file.
class FakeAgent final : public Agent {
 public:
  explicit FakeAgent(RunConfig config, std::function<void(std::size_t rows)> before = {})
      : config_(std::move(config)), before_(std::move(before)) {}
  [[nodiscard]] const RunConfig& config() const override { return config_; }
  [[nodiscard]] std::int64_t iteration() const override { return 0; }
  [[nodiscard]] std::int64_t envSteps() const override { return 0; }
  [[nodiscard]] std::int64_t earlierSteps() const override { return 0; }
  [[nodiscard]] std::string label() const override { return "made up"; }
  [[nodiscard]] std::string hash() const override { return "0"; }
  [[nodiscard]] std::unique_ptr<Evaluator> makeEvaluator(const EvaluatorOptions&) const override {
    return std::make_unique<FakeEvaluator>(config_.makeEnv()->spec(), before_);
  }
  void save(const std::filesystem::path& file) const override {
    throw Error("an agent that can be saved", "a made-up one", file.string());
  }

 private:
  RunConfig config_;
  std::function<void(std::size_t)> before_;
};

}  // namespace spolab::test

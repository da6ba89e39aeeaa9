#pragma once

#include <memory>

#include "core/nn/network.h"
#include "core/run/engine.h"
#include "core/run/safetensors.h"

namespace spolab {

/// Agent over LibTorch parameters on the CPU.
class TrainedAgent final : public Agent {
 public:
  struct Counters {
    std::int64_t iteration = 0;
    std::int64_t envSteps = 0;
    double seconds = 0.0;
    std::int64_t earlierSteps = 0;
  };
  /// Takes `parameters` over: pass a clone. The temperature of `config.planner` should be the current η.
  TrainedAgent(RunConfig config, ParameterSet parameters, const Counters& counters, std::string label);

  /// Validates version, environment, settings, names, shapes and numbers. Throws Error.
  static std::shared_ptr<const TrainedAgent> load(const std::filesystem::path& file);

  [[nodiscard]] const RunConfig& config() const override { return config_; }
  [[nodiscard]] std::int64_t iteration() const override { return counters_.iteration; }
  [[nodiscard]] std::int64_t envSteps() const override { return counters_.envSteps; }
  [[nodiscard]] std::int64_t earlierSteps() const override { return counters_.earlierSteps; }
  [[nodiscard]] std::string label() const override { return label_; }
  [[nodiscard]] std::string hash() const override;
  [[nodiscard]] std::unique_ptr<Evaluator> makeEvaluator(const EvaluatorOptions& options) const override;
  void save(const std::filesystem::path& file) const override;

  [[nodiscard]] const ParameterSet& parameters() const { return parameters_; }
  [[nodiscard]] const Network& network() const { return network_; }

 private:
  [[nodiscard]] TensorFile toFile() const;

  RunConfig config_;
  Network network_;
  ParameterSet parameters_;
  Counters counters_;
  std::string label_;
};

/// Between LibTorch and files. Tensors come to the CPU and back to where `like` lives.
StoredTensor storeTensor(const torch::Tensor& tensor);
/// Throws Error when the dtype is unknown; `where` names the tensor.
torch::Tensor loadTensor(const StoredTensor& stored, const std::string& where);

}  // namespace spolab

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/config/run_config.h"
#include "envs/env.h"

namespace spolab {

/// Named tensors in a fixed order. Networks are pure functions of such a set, so a copy is a snapshot, a Polyak average
/// is a loop and a file is a list.
struct ParameterSet {
  std::vector<std::string> names;
  std::vector<torch::Tensor> tensors;

  /// Deep copy on `device`, without gradients.
  [[nodiscard]] ParameterSet clone(const torch::Device& device = torch::kCPU) const;
  [[nodiscard]] std::int64_t count() const;
};

/// Where a network's numbers come from and go to.
struct NetworkShape {
  int floatCount = 0;  ///< floats of an observation, fed as they are
  int tokenCount = 0;  ///< tokens of an observation
  int vocabulary = 0;
  int policySize = 0;  ///< logits
  std::int64_t width = 0, layers = 0, headWidth = 0, embedding = 0;
  bool sharedTorso = true;

  NetworkShape(const EnvSpec& spec, const NetworkSettings& settings);
  [[nodiscard]] std::size_t observationBytes() const {
    return sizeof(float) * static_cast<std::size_t>(floatCount) + static_cast<std::size_t>(tokenCount);
  }
  /// Columns of the feature matrix: floats, then one-hot tokens, or floats then embedded tokens.
  [[nodiscard]] std::int64_t inputSize() const {
    return floatCount + static_cast<std::int64_t>(tokenCount) * (embedding > 0 ? embedding : vocabulary);
  }
};

/// Rows of a forward pass: policy [B, policySize] logits, value [B].
struct NetworkRows {
  torch::Tensor policy;
  torch::Tensor value;
};

/// Residual MLP over embedded or one-hot tokens and floats, with a policy and a value head:
/// h₀ = relu(W x + b); h ← h + relu(W h + b) per layer; heads: [relu(W h + b)] then linear (SPO Appendix G).
/// Without a shared torso policy and value each have their own.
class Network {
 public:
  explicit Network(const NetworkShape& shape);

  [[nodiscard]] const NetworkShape& shape() const { return shape_; }
  /// Fresh parameters: orthogonal, gain √2 (policy head .01, value head 1), biases 0, drawn by our own Rng.
  [[nodiscard]] ParameterSet initialise(std::uint64_t seed) const;
  /// Checks names and shapes; `where` names the file. Throws Error, also for non-finite numbers.
  void validate(const ParameterSet& parameters, const std::string& where) const;

  /// Observations [B, observationBytes] in caller memory → features on `device`: floats [B, floatCount + one-hot] or,
  /// with an embedding, floats and tokens apart (see forward).
  struct Features {
    torch::Tensor dense;   ///< [B, floatCount (+ tokens·vocabulary when one-hot)]
    torch::Tensor tokens;  ///< [B, tokenCount] int64, only with an embedding
  };
  [[nodiscard]] Features features(std::span<const std::byte> observations, std::int64_t batch,
                                  const torch::Device& device) const;
  /// The same from raw bytes that lie on a device already, raw [B, observationBytes] uint8: one transfer of bytes
  /// instead of one-hot floats, unpacked where they are used. Equal to features() bit for bit.
  [[nodiscard]] Features unpackFeatures(const torch::Tensor& raw) const;
  /// Differentiable in the parameters. B rows.
  [[nodiscard]] NetworkRows forward(const ParameterSet& parameters, const Features& input) const;

 private:
  struct Slot {
    std::string name;
    std::vector<std::int64_t> shape;
    double gain;  ///< 0: zeros
  };
  void addTorso(const std::string& prefix);
  void addHead(const std::string& name, std::int64_t outputs, double gain);
  void addLinear(const std::string& name, std::int64_t inputs, std::int64_t outputs, double gain);

  NetworkShape shape_;
  std::vector<Slot> slots_;
};

/// Matrix [rows, columns] with orthonormal rows or columns (whichever are fewer) times `gain`, from our own Rng.
torch::Tensor orthogonal(std::int64_t rows, std::int64_t columns, double gain, std::uint64_t seed,
                         std::uint32_t number);

}  // namespace spolab

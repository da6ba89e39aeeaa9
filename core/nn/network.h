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
  std::size_t statistics = 0;  ///< the last so many tensors are statistics of the observations, which no gradient moves

  [[nodiscard]] std::size_t trained() const { return tensors.size() - statistics; }

  /// Deep copy on `device`, without gradients.
  [[nodiscard]] ParameterSet clone(const torch::Device& device = torch::kCPU) const;
  [[nodiscard]] std::int64_t count() const;
};

/// Where a network's numbers come from and go to.
struct NetworkShape {
  enum class Torso { kResidual, kMlp, kConv, kConvResidual };
  enum class Activation { kRelu, kSilu, kLeakyRelu };

  int floatCount = 0;  ///< floats of an observation, fed as they are
  int tokenCount = 0;  ///< tokens of an observation
  int vocabulary = 0;
  int policySize = 0;  ///< logits, or means and standard deviations of a box
  int boxDims = 0;     ///< dimensions of a box, 0: discrete
  std::int64_t width = 0, layers = 0, headWidth = 0, headLayers = 1, embedding = 0;
  std::int64_t kernel = 3, stride = 1;
  std::vector<std::int64_t> channels;  ///< of each convolutional block
  Torso torso = Torso::kResidual;
  Activation activation = Activation::kRelu;
  bool layerNorm = false;  ///< hidden linear layers are normalised after their activation
  bool sharedTorso = true;
  bool normalise = false;
  std::int64_t planes = 0, rows = 0, columns = 0;  ///< the image that a convolutional torso sees
  bool planesAreFloats = false;                    ///< the image is the first floats, otherwise the tokens

  NetworkShape(const EnvSpec& spec, const NetworkSettings& settings);
  [[nodiscard]] std::size_t observationBytes() const {
    return sizeof(float) * static_cast<std::size_t>(floatCount) + static_cast<std::size_t>(tokenCount);
  }
  [[nodiscard]] bool convolutional() const { return torso == Torso::kConv || torso == Torso::kConvResidual; }
  /// Columns of the feature matrix: floats, then one-hot tokens, or floats then embedded tokens.
  [[nodiscard]] std::int64_t inputSize() const {
    return floatCount + static_cast<std::int64_t>(tokenCount) * (embedding > 0 ? embedding : vocabulary);
  }
  /// Columns of what the convolutions leave, flattened, and of the floats and tokens outside the image.
  [[nodiscard]] std::int64_t flattenedSize() const;
  /// Units that the heads read.
  [[nodiscard]] std::int64_t torsoSize() const { return width > 0 ? width : flattenedSize(); }
};

/// Which outputs a forward pass is made for: what only the others need is left out.
enum class Heads { kBoth, kPolicy, kValue };

/// Rows of a forward pass: policy [B, policySize] logits, or means then standard deviations of a Gaussian before
/// squashing (softplus + 1e-3); value [B]. What was not asked for is undefined.
struct NetworkRows {
  torch::Tensor policy;
  torch::Tensor value;
};

/// A torso over floats and embedded or one-hot tokens, with a policy and a value head. φ is the activation.
/// - residual: h₀ = φ(W x + b); h ← h + φ(W h + b) per layer (SPO Appendix G, cube)
/// - mlp: h ← φ(W h + b) per layer (SPO Appendix G, bodies)
/// - conv: blocks of φ(conv); flattened with the remaining floats and tokens; then as residual
/// - conv-residual: each block is followed twice by h ← h + conv(φ(conv(φ(h)))) (SPO Appendix G, Sokoban)
/// Heads: hidden layers φ(W h + b), then linear. Without a shared torso policy and value each have their own.
/// With layer normalisation every φ(W h + b) of these is LN(φ(W h + b)): mean 0 and variance 1 over its units, then
/// scaled and shifted by learned numbers (TRT-SMC Appendix B.4). Convolutions are not normalised.
class Network {
 public:
  explicit Network(const NetworkShape& shape);

  [[nodiscard]] const NetworkShape& shape() const { return shape_; }
  /// All parameters by name and shape, zero: a place to load numbers into. Scales are 1.
  [[nodiscard]] ParameterSet zeros() const;
  /// Fresh parameters: orthogonal, gain √2 (policy head .01, value head 1), biases 0, drawn by our own Rng. Means
  /// and shifts start at 0, scales at 1.
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
  /// Differentiable in the parameters. B rows, each with the same bits whichever heads are asked for.
  [[nodiscard]] NetworkRows forward(const ParameterSet& parameters, const Features& input,
                                    Heads heads = Heads::kBoth) const;

 private:
  enum class Start { kZeros, kOnes, kOrthogonal };
  struct Slot {
    std::string name;
    std::vector<std::int64_t> shape;
    Start start;
    double gain = 1.0;  ///< of an orthogonal start
  };
  void addTorso(const std::string& prefix);
  void addConvolutions(const std::string& prefix);
  void addHead(const std::string& name, std::int64_t outputs, double gain);
  void addHidden(const std::string& name, std::int64_t inputs, std::int64_t outputs);
  void addLinear(const std::string& name, std::int64_t inputs, std::int64_t outputs, double gain);
  void addConvolution(const std::string& name, std::int64_t inputs, std::int64_t outputs);

  NetworkShape shape_;
  std::vector<Slot> slots_;
  std::size_t criticSlot_ = 0;  ///< first after the policy head: the critic's torso where it has its own, its head
  std::size_t statistics_ = 0;  ///< slots at the end that are not trained
};

/// Matrix [rows, columns] with orthonormal rows or columns (whichever are fewer) times `gain`, from our own Rng.
torch::Tensor orthogonal(std::int64_t rows, std::int64_t columns, double gain, std::uint64_t seed,
                         std::uint32_t number);

}  // namespace spolab

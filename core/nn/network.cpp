#include "core/nn/network.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/base/check.h"
#include "core/base/error.h"

namespace spolab {
namespace {

constexpr double kMinimumSpread = 1e-3;
constexpr double kLeakySlope = 0.01;  ///< of a leaky ReLU below 0, and what is added to variances: as in Flax
constexpr double kVarianceFloor = 1e-6;
constexpr double kLargestInput = 10.0;  ///< standardised observations are clipped there

/// Walks the parameters in the order in which they were declared.
class Cursor {
 public:
  Cursor(const ParameterSet& parameters, const NetworkShape& shape) : parameters_(parameters), shape_(shape) {}
  const torch::Tensor& next() { return parameters_.tensors[index_++]; }
  void goTo(std::size_t slot) { index_ = slot; }
  /// x·W + b; weights are stored [inputs, outputs].
  torch::Tensor linear(const torch::Tensor& x) {
    const torch::Tensor& weight = next();
    return torch::addmm(next(), x, weight);
  }
  /// The image keeps its size at stride 1 and an odd kernel.
  torch::Tensor convolution(const torch::Tensor& x, std::int64_t stride = 1) {
    const torch::Tensor& weight = next();
    return torch::conv2d(x, weight, next(), stride, (shape_.kernel - 1) / 2);
  }
  [[nodiscard]] torch::Tensor activate(const torch::Tensor& x) const {
    switch (shape_.activation) {
      case NetworkShape::Activation::kSilu:
        return torch::silu(x);
      case NetworkShape::Activation::kLeakyRelu:
        return torch::leaky_relu(x, kLeakySlope);
      case NetworkShape::Activation::kRelu:
        break;
    }
    return torch::relu(x);
  }
  torch::Tensor hidden(const torch::Tensor& x) {
    const torch::Tensor h = activate(linear(x));
    if (!shape_.layerNorm) return h;
    const torch::Tensor& scale = next();
    return torch::layer_norm(h, {h.size(1)}, scale, next(), kVarianceFloor);
  }

 private:
  const ParameterSet& parameters_;
  const NetworkShape& shape_;
  std::size_t index_ = 0;
};

/// Blocks of convolutions over the image, flattened, beside the floats and tokens that are not part of it.
torch::Tensor convolve(Cursor& cursor, const NetworkShape& shape, const torch::Tensor& floats,
                       const torch::Tensor& tokens) {
  const std::int64_t imageFloats = shape.planesAreFloats ? shape.planes * shape.rows * shape.columns : 0;
  torch::Tensor h =
      shape.planesAreFloats
          ? floats.slice(1, 0, imageFloats).reshape({-1, shape.planes, shape.rows, shape.columns})
          : tokens.reshape({-1, shape.rows, shape.columns, shape.planes}).permute({0, 3, 1, 2}).contiguous();
  for (std::size_t block = 0; block < shape.channels.size(); ++block) {
    h = cursor.convolution(h, block == 0 ? shape.stride : 1);
    if (shape.torso == NetworkShape::Torso::kConv) {
      h = cursor.activate(h);
      continue;
    }
    for (int residual = 0; residual < 2; ++residual) {
      const torch::Tensor inner = cursor.activate(cursor.convolution(cursor.activate(h)));
      h = h + cursor.convolution(inner);
    }
  }
  if (shape.torso == NetworkShape::Torso::kConvResidual) h = cursor.activate(h);
  std::vector<torch::Tensor> parts{h.flatten(1)};
  if (shape.floatCount > imageFloats) parts.push_back(floats.slice(1, imageFloats));
  if (shape.planesAreFloats && shape.tokenCount > 0) parts.push_back(tokens);
  return parts.size() > 1 ? torch::cat(parts, 1) : parts[0];
}

torch::Tensor torso(Cursor& cursor, const NetworkShape& shape, const torch::Tensor& floats,
                    const Network::Features& input) {
  torch::Tensor tokens;
  if (shape.embedding > 0) {
    tokens = torch::embedding(cursor.next(), input.tokens).flatten(1);
  } else if (shape.tokenCount > 0) {
    tokens = input.dense.slice(1, shape.floatCount);
  }
  torch::Tensor h;
  if (shape.convolutional()) {
    h = convolve(cursor, shape, floats, tokens);
    if (shape.width == 0) return h;
  } else if (shape.tokenCount == 0) {
    h = floats;
  } else if (shape.floatCount == 0) {
    h = tokens;
  } else if (shape.embedding == 0 && !shape.normalise) {
    h = input.dense;  // floats and one-hot tokens lie side by side already
  } else {
    h = torch::cat({floats, tokens}, 1);
  }
  const bool residual = shape.torso != NetworkShape::Torso::kMlp;
  h = cursor.hidden(h);
  for (std::int64_t layer = residual ? 0 : 1; layer < shape.layers; ++layer) {
    const torch::Tensor next = cursor.hidden(h);
    h = residual ? h + next : next;
  }
  return h;
}

torch::Tensor head(Cursor& cursor, const NetworkShape& shape, torch::Tensor h) {
  for (std::int64_t layer = 0; shape.headWidth > 0 && layer < shape.headLayers; ++layer) {
    h = cursor.hidden(h);
  }
  return cursor.linear(h);
}

/// Means as they are, standard deviations softplus(x) + 1e-3.
torch::Tensor gaussianRows(const torch::Tensor& policy, std::int64_t dims) {
  return torch::cat({policy.slice(1, 0, dims), torch::softplus(policy.slice(1, dims)) + kMinimumSpread}, 1);
}

std::string shapeText(at::IntArrayRef sizes) {
  std::string text = "[";
  for (std::size_t i = 0; i < sizes.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(sizes[i]);
  return text + "]";
}

}  // namespace

ParameterSet ParameterSet::clone(const torch::Device& device) const {
  ParameterSet copy{names, {}, statistics};
  for (const torch::Tensor& t : tensors) copy.tensors.push_back(t.detach().to(device, t.scalar_type(), false, true));
  return copy;
}

std::int64_t ParameterSet::count() const {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < trained(); ++i) total += tensors[i].numel();
  return total;
}

NetworkShape::NetworkShape(const EnvSpec& spec, const NetworkSettings& settings)
    : floatCount(spec.floatCount),
      tokenCount(spec.tokenCount),
      vocabulary(spec.tokenVocabulary),
      policySize(spec.discrete() ? spec.actionCount() : 2 * spec.actionDims),
      boxDims(spec.actionDims),
      width(settings.width),
      layers(settings.layers),
      headWidth(settings.headWidth),
      headLayers(settings.headLayers),
      embedding(spec.tokenCount > 0 ? settings.embedding : 0),
      kernel(settings.kernel),
      stride(settings.stride),
      channels(channelList(settings.channels)),
      torso(settings.torso == "mlp"             ? Torso::kMlp
            : settings.torso == "conv"          ? Torso::kConv
            : settings.torso == "conv-residual" ? Torso::kConvResidual
                                                : Torso::kResidual),
      activation(settings.activation == "silu"         ? Activation::kSilu
                 : settings.activation == "leaky-relu" ? Activation::kLeakyRelu
                                                       : Activation::kRelu),
      layerNorm(settings.layerNorm),
      sharedTorso(settings.sharedTorso),
      normalise(settings.normalise && spec.floatCount > 0) {
  if (!convolutional()) return;
  planesAreFloats = !spec.planeShape.empty();
  SPOLAB_CHECK(planesAreFloats || spec.tokenShape.size() == 2);
  const std::vector<int>& sides = planesAreFloats ? spec.planeShape : spec.tokenShape;
  planes = planesAreFloats ? sides[0] : embedding > 0 ? embedding : vocabulary;
  rows = sides[sides.size() - 2];
  columns = sides[sides.size() - 1];
}

std::int64_t NetworkShape::flattenedSize() const {
  const auto after = [&](std::int64_t side) {
    for (std::size_t block = 0; block < channels.size(); ++block) {
      side = (side + 2 * ((kernel - 1) / 2) - kernel) / (block == 0 ? stride : 1) + 1;
    }
    return side;
  };
  const std::int64_t beside = planesAreFloats ? inputSize() - planes * rows * columns : floatCount;
  return channels.back() * after(rows) * after(columns) + beside;
}

Network::Network(const NetworkShape& shape) : shape_(shape) {
  addTorso(shape_.sharedTorso ? "torso" : "actor");
  addHead("policy", shape_.policySize, 0.01);
  criticSlot_ = slots_.size();
  if (!shape_.sharedTorso) addTorso("critic");
  addHead("value", 1, 1.0);
  if (!shape_.normalise) return;
  slots_.push_back({"observation.mean", {shape_.floatCount}, Start::kZeros});
  slots_.push_back({"observation.scale", {shape_.floatCount}, Start::kOnes});
  statistics_ = 2;
}

void Network::addTorso(const std::string& prefix) {
  if (shape_.embedding > 0) {
    slots_.push_back({prefix + ".embedding", {shape_.vocabulary, shape_.embedding}, Start::kOrthogonal, 1.0});
  }
  if (shape_.convolutional()) addConvolutions(prefix);
  if (shape_.width == 0) return;
  const std::int64_t inputs = shape_.convolutional() ? shape_.flattenedSize() : shape_.inputSize();
  addHidden(prefix + ".input", inputs, shape_.width);
  const std::int64_t more = shape_.torso == NetworkShape::Torso::kMlp ? shape_.layers - 1 : shape_.layers;
  for (std::int64_t layer = 0; layer < more; ++layer) {
    addHidden(prefix + ".layer" + std::to_string(layer), shape_.width, shape_.width);
  }
}

void Network::addConvolutions(const std::string& prefix) {
  std::int64_t inputs = shape_.planes;
  for (std::size_t block = 0; block < shape_.channels.size(); ++block) {
    const std::string name = prefix + ".conv" + std::to_string(block);
    addConvolution(name, inputs, shape_.channels[block]);
    inputs = shape_.channels[block];
    if (shape_.torso == NetworkShape::Torso::kConv) continue;
    for (const char* residual : {".residual0", ".residual1"}) {
      addConvolution(name + residual + ".first", inputs, inputs);
      addConvolution(name + residual + ".second", inputs, inputs);
    }
  }
}

void Network::addHead(const std::string& name, std::int64_t outputs, double gain) {
  std::int64_t inputs = shape_.torsoSize();
  for (std::int64_t layer = 0; shape_.headWidth > 0 && layer < shape_.headLayers; ++layer) {
    addHidden(name + ".hidden" + (layer == 0 ? "" : std::to_string(layer)), inputs, shape_.headWidth);
    inputs = shape_.headWidth;
  }
  addLinear(name + ".output", inputs, outputs, gain);
}

void Network::addHidden(const std::string& name, std::int64_t inputs, std::int64_t outputs) {
  addLinear(name, inputs, outputs, std::numbers::sqrt2);
  if (!shape_.layerNorm) return;
  slots_.push_back({name + ".norm.scale", {outputs}, Start::kOnes});
  slots_.push_back({name + ".norm.shift", {outputs}, Start::kZeros});
}

void Network::addLinear(const std::string& name, std::int64_t inputs, std::int64_t outputs, double gain) {
  slots_.push_back({name + ".weight", {inputs, outputs}, Start::kOrthogonal, gain});
  slots_.push_back({name + ".bias", {outputs}, Start::kZeros});
}

void Network::addConvolution(const std::string& name, std::int64_t inputs, std::int64_t outputs) {
  slots_.push_back(
      {name + ".weight", {outputs, inputs, shape_.kernel, shape_.kernel}, Start::kOrthogonal, std::numbers::sqrt2});
  slots_.push_back({name + ".bias", {outputs}, Start::kZeros});
}

ParameterSet Network::zeros() const {
  ParameterSet set;
  set.statistics = statistics_;
  for (const Slot& slot : slots_) {
    set.names.push_back(slot.name);
    set.tensors.push_back(slot.start == Start::kOnes ? torch::ones(slot.shape, torch::kFloat32)
                                                     : torch::zeros(slot.shape, torch::kFloat32));
  }
  return set;
}

ParameterSet Network::initialise(std::uint64_t seed) const {
  ParameterSet set = zeros();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].start != Start::kOrthogonal) continue;
    const std::int64_t first = slots_[i].shape[0];
    set.tensors[i] =
        orthogonal(first, set.tensors[i].numel() / first, slots_[i].gain, seed, static_cast<std::uint32_t>(i))
            .reshape(slots_[i].shape);
  }
  return set;
}

void Network::validate(const ParameterSet& parameters, const std::string& where) const {
  if (parameters.names.size() != slots_.size()) {
    throw Error(std::to_string(slots_.size()) + " tensors", std::to_string(parameters.names.size()), where);
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const torch::Tensor& tensor = parameters.tensors[i];
    if (parameters.names[i] != slots_[i].name) {
      throw Error("the tensor '" + slots_[i].name + "'", "'" + parameters.names[i] + "'", where);
    }
    if (tensor.sizes() != at::IntArrayRef(slots_[i].shape) || tensor.scalar_type() != torch::kFloat32) {
      throw Error("'" + slots_[i].name + "' as float32 " + shapeText(slots_[i].shape),
                  std::string(torch::toString(tensor.scalar_type())) + " " + shapeText(tensor.sizes()), where);
    }
    if (!torch::isfinite(tensor).all().item<bool>()) {
      throw Error("finite numbers in '" + slots_[i].name + "'", "an infinity or NaN", where);
    }
  }
}

Network::Features Network::features(std::span<const std::byte> observations, std::int64_t batch,
                                    const torch::Device& device) const {
  const std::size_t observationBytes = shape_.observationBytes();
  SPOLAB_CHECK_EQ(observations.size(), static_cast<std::size_t>(batch) * observationBytes);
  if (!device.is_cpu()) {
    const auto options = torch::TensorOptions().dtype(torch::kUInt8).pinned_memory(device.is_cuda());
    torch::Tensor staging = torch::empty({batch, static_cast<std::int64_t>(observationBytes)}, options);
    std::memcpy(staging.data_ptr(), observations.data(), observations.size());
    return unpackFeatures(staging.to(device, /*non_blocking=*/true));
  }
  const auto floatBytes = sizeof(float) * static_cast<std::size_t>(shape_.floatCount);
  const bool oneHot = shape_.embedding == 0;
  const std::int64_t columns = shape_.floatCount + (oneHot ? std::int64_t{shape_.tokenCount} * shape_.vocabulary : 0);
  Features out;
  out.dense = torch::zeros({batch, columns}, torch::kFloat32);
  if (!oneHot) out.tokens = torch::empty({batch, shape_.tokenCount}, torch::kInt64);
  auto* dense = out.dense.data_ptr<float>();
  auto* tokens = oneHot ? nullptr : out.tokens.data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < batch; ++row) {
    const std::byte* observation = observations.data() + static_cast<std::size_t>(row) * observationBytes;
    std::copy_n(observation, floatBytes, reinterpret_cast<std::byte*>(dense + row * columns));  // none: dense is null
    for (int t = 0; t < shape_.tokenCount; ++t) {
      const auto token = std::to_integer<std::int64_t>(observation[floatBytes + static_cast<std::size_t>(t)]);
      if (oneHot) {
        dense[row * columns + shape_.floatCount + t * shape_.vocabulary + token] = 1.0f;
      } else {
        tokens[row * shape_.tokenCount + t] = token;
      }
    }
  }
  return out;
}

Network::Features Network::unpackFeatures(const torch::Tensor& raw) const {
  const std::int64_t floatBytes = static_cast<std::int64_t>(sizeof(float)) * shape_.floatCount;
  Features out;
  if (floatBytes == 0) {
    out.dense = torch::empty({raw.size(0), 0}, raw.options().dtype(torch::kFloat32));
  } else {
    // Not contiguous(): a single row counts as contiguous whatever its stride, and view() asks for whole floats.
    out.dense = raw.slice(1, 0, floatBytes).clone(torch::MemoryFormat::Contiguous).view(torch::kFloat32);
  }
  if (shape_.tokenCount == 0) return out;
  const torch::Tensor tokens = raw.slice(1, floatBytes).to(torch::kInt64);
  if (shape_.embedding > 0) {
    out.tokens = tokens;
    return out;
  }
  const torch::Tensor places = tokens + torch::arange(shape_.tokenCount, tokens.options()) * shape_.vocabulary;
  const torch::Tensor oneHot =
      torch::zeros({raw.size(0), std::int64_t{shape_.tokenCount} * shape_.vocabulary}, out.dense.options());
  out.dense = torch::cat({out.dense, oneHot.scatter(1, places, 1.0)}, 1);
  return out;
}

NetworkRows Network::forward(const ParameterSet& parameters, const Features& input, Heads heads) const {
  Cursor cursor(parameters, shape_);
  torch::Tensor floats = input.dense.slice(1, 0, shape_.floatCount);
  if (shape_.normalise) {
    const std::size_t count = parameters.tensors.size();
    const torch::Tensor& mean = parameters.tensors[count - 2];
    const torch::Tensor& scale = parameters.tensors[count - 1];
    floats = ((floats - mean) * scale).clamp(-kLargestInput, kLargestInput);
  }
  NetworkRows rows;
  torch::Tensor h;
  if (shape_.sharedTorso || heads != Heads::kValue) h = torso(cursor, shape_, floats, input);
  if (heads != Heads::kValue) {
    rows.policy = head(cursor, shape_, h);
    if (shape_.boxDims > 0) rows.policy = gaussianRows(rows.policy, shape_.boxDims);
  }
  if (heads == Heads::kPolicy) return rows;
  cursor.goTo(criticSlot_);
  if (!shape_.sharedTorso) h = torso(cursor, shape_, floats, input);
  rows.value = head(cursor, shape_, h).squeeze(1);
  return rows;
}

}  // namespace spolab

#include "core/nn/network.h"

#include <cmath>
#include <cstring>
#include <numbers>

#include "core/base/check.h"
#include "core/base/error.h"

namespace spolab {
namespace {

/// Walks the parameters in the order in which they were declared.
class Cursor {
 public:
  explicit Cursor(const ParameterSet& parameters) : parameters_(parameters) {}
  const torch::Tensor& next() { return parameters_.tensors[index_++]; }
  /// x·W + b; weights are stored [inputs, outputs].
  torch::Tensor linear(const torch::Tensor& x) {
    const torch::Tensor& weight = next();
    return torch::addmm(next(), x, weight);
  }

 private:
  const ParameterSet& parameters_;
  std::size_t index_ = 0;
};

torch::Tensor torso(Cursor& cursor, const NetworkShape& shape, const Network::Features& input) {
  torch::Tensor x = input.dense;
  if (shape.embedding > 0) {
    const torch::Tensor embedded = torch::embedding(cursor.next(), input.tokens).flatten(1);
    x = shape.floatCount > 0 ? torch::cat({x, embedded}, 1) : embedded;
  }
  torch::Tensor h = torch::relu(cursor.linear(x));
  for (std::int64_t layer = 0; layer < shape.layers; ++layer) h = h + torch::relu(cursor.linear(h));
  return h;
}

torch::Tensor head(Cursor& cursor, const NetworkShape& shape, torch::Tensor h) {
  if (shape.headWidth > 0) h = torch::relu(cursor.linear(h));
  return cursor.linear(h);
}

std::string shapeText(at::IntArrayRef sizes) {
  std::string text = "[";
  for (std::size_t i = 0; i < sizes.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(sizes[i]);
  return text + "]";
}

}  // namespace

ParameterSet ParameterSet::clone(const torch::Device& device) const {
  ParameterSet copy{names, {}};
  for (const torch::Tensor& t : tensors) copy.tensors.push_back(t.detach().to(device, t.scalar_type(), false, true));
  return copy;
}

std::int64_t ParameterSet::count() const {
  std::int64_t total = 0;
  for (const torch::Tensor& t : tensors) total += t.numel();
  return total;
}

NetworkShape::NetworkShape(const EnvSpec& spec, const NetworkSettings& settings)
    : floatCount(spec.floatCount),
      tokenCount(spec.tokenCount),
      vocabulary(spec.tokenVocabulary),
      policySize(spec.actionCount()),
      width(settings.width),
      layers(settings.layers),
      headWidth(settings.headWidth),
      embedding(spec.tokenCount > 0 ? settings.embedding : 0),
      sharedTorso(settings.sharedTorso) {}

Network::Network(const NetworkShape& shape) : shape_(shape) {
  addTorso(shape_.sharedTorso ? "torso" : "actor");
  addHead("policy", shape_.policySize, 0.01);
  if (!shape_.sharedTorso) addTorso("critic");
  addHead("value", 1, 1.0);
}

void Network::addTorso(const std::string& prefix) {
  if (shape_.embedding > 0) slots_.push_back({prefix + ".embedding", {shape_.vocabulary, shape_.embedding}, 1.0});
  addLinear(prefix + ".input", shape_.inputSize(), shape_.width, std::numbers::sqrt2);
  for (std::int64_t layer = 0; layer < shape_.layers; ++layer) {
    addLinear(prefix + ".layer" + std::to_string(layer), shape_.width, shape_.width, std::numbers::sqrt2);
  }
}

void Network::addHead(const std::string& name, std::int64_t outputs, double gain) {
  const std::int64_t inputs = shape_.headWidth > 0 ? shape_.headWidth : shape_.width;
  if (shape_.headWidth > 0) addLinear(name + ".hidden", shape_.width, shape_.headWidth, std::numbers::sqrt2);
  addLinear(name + ".output", inputs, outputs, gain);
}

void Network::addLinear(const std::string& name, std::int64_t inputs, std::int64_t outputs, double gain) {
  slots_.push_back({name + ".weight", {inputs, outputs}, gain});
  slots_.push_back({name + ".bias", {outputs}, 0.0});
}

ParameterSet Network::initialise(std::uint64_t seed) const {
  ParameterSet set;
  std::uint32_t number = 0;
  for (const Slot& slot : slots_) {
    set.names.push_back(slot.name);
    set.tensors.push_back(slot.gain == 0.0 ? torch::zeros(slot.shape, torch::kFloat32)
                                           : orthogonal(slot.shape[0], slot.shape[1], slot.gain, seed, number));
    ++number;
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
  if (device.is_cuda()) {
    const auto options = torch::TensorOptions().dtype(torch::kUInt8).pinned_memory(true);
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
    std::memcpy(dense + row * columns, observation, floatBytes);
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
  out.dense = raw.slice(1, 0, floatBytes).contiguous().view(torch::kFloat32);
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

NetworkRows Network::forward(const ParameterSet& parameters, const Features& input) const {
  Cursor cursor(parameters);
  torch::Tensor h = torso(cursor, shape_, input);
  const torch::Tensor policy = head(cursor, shape_, h);
  if (!shape_.sharedTorso) h = torso(cursor, shape_, input);
  return {policy, head(cursor, shape_, h).squeeze(1)};
}

}  // namespace spolab

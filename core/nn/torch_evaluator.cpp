#include "core/nn/torch_evaluator.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/nn/torch_setup.h"

namespace spolab {

TorchEvaluator::TorchEvaluator(const Network& network, ParameterSet parameters, const torch::Device& device,
                               WorkerPool* pool)
    : network_(network),
      parameters_(device.is_cpu() ? std::move(parameters) : parameters.clone(device)),
      device_(device),
      pool_(pool),
      outputs_{network.shape().policySize, false},
      padded_(pool == nullptr ? 1 : static_cast<std::size_t>(pool->workers())) {}

void TorchEvaluator::setParameters(ParameterSet parameters) {
  parameters_ = device_.is_cpu() ? std::move(parameters) : parameters.clone(device_);
}

void TorchEvaluator::evaluateTile(std::span<const std::byte> observations, std::int64_t first, std::int64_t rows,
                                  const EvaluationBatch& out, std::vector<std::byte>& padded) const {
  const std::size_t observationBytes = network_.shape().observationBytes();
  std::span<const std::byte> tile = observations.subspan(static_cast<std::size_t>(first) * observationBytes,
                                                         static_cast<std::size_t>(rows) * observationBytes);
  const std::int64_t batch = device_.is_cpu() ? kTileRows : rows;
  if (rows < batch) {
    padded.assign(static_cast<std::size_t>(batch) * observationBytes, std::byte{0});
    std::copy(tile.begin(), tile.end(), padded.begin());
    tile = padded;
  }
  const bool wanted = !out.policy.empty();
  const NetworkRows result =
      network_.forward(parameters_, network_.features(tile, batch, device_), wanted ? Heads::kBoth : Heads::kValue);
  const auto policySize = static_cast<std::int64_t>(outputs_.policySize);
  if (!device_.is_cpu() && wanted) {  // one transfer for both
    const torch::Tensor both = torch::cat({result.policy, result.value.unsqueeze(1)}, 1).to(torch::kCPU).contiguous();
    const auto* row = both.data_ptr<float>();
    for (std::int64_t i = 0; i < rows; ++i, row += policySize + 1) {
      std::copy_n(row, policySize, out.policy.data() + (first + i) * policySize);
      out.value[static_cast<std::size_t>(first + i)] = row[policySize];
    }
    return;
  }
  const torch::Tensor value = result.value.to(torch::kCPU).contiguous();
  if (wanted) {
    const torch::Tensor policy = result.policy.contiguous();
    std::copy_n(policy.data_ptr<float>(), rows * policySize, out.policy.data() + first * policySize);
  }
  std::copy_n(value.data_ptr<float>(), rows, out.value.data() + first);
}

void TorchEvaluator::evaluate(std::span<const std::byte> observations, EvaluationBatch out) {
  const auto batch = static_cast<std::int64_t>(out.value.size());
  SPOLAB_CHECK(out.policy.empty() ||
               out.policy.size() == out.value.size() * static_cast<std::size_t>(outputs_.policySize));
  counts_.asked += static_cast<std::uint64_t>(batch);
  counts_.evaluated += static_cast<std::uint64_t>(batch);
  const auto piece = device_.is_cpu() ? kTileRows : std::max<std::int64_t>(batch, 1);
  const auto body = [&](std::size_t begin, std::size_t end, int worker) {
    useOneThread();
    const c10::InferenceMode inference;
    for (std::size_t p = begin; p < end; ++p) {
      const auto first = static_cast<std::int64_t>(p) * piece;
      evaluateTile(observations, first, std::min(piece, batch - first), out, padded_[static_cast<std::size_t>(worker)]);
    }
  };
  const auto pieces = static_cast<std::size_t>((batch + piece - 1) / piece);
  try {
    if (pool_ == nullptr) {
      body(0, pieces, 0);
    } else {
      pool_->parallelFor(pieces, 1, body);
    }
  } catch (const c10::Error& error) {
    throw Error("the network to evaluate " + std::to_string(batch) + " rows", error.what_without_backtrace(),
                device_.str());
  }
}

}  // namespace spolab

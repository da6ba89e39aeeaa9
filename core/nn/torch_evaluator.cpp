#include "core/nn/torch_evaluator.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include <c10/core/impl/VirtualGuardImpl.h>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/nn/torch_setup.h"

namespace spolab {
namespace {

/// A device is asked for two batches at once where each has so many rows: about what keeps a graphics card busy for as
/// long as it takes to tell it what to do.
constexpr std::size_t kRowsWorthABatch = 1024;

}  // namespace

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

/// None of the batches is under way any more. Their memory is not given back: where a device has failed, doing so may
/// throw where nothing may.
void TorchEvaluator::abandon() {
  if (!underWay_.empty()) static_cast<void>(new std::deque<Flight>(std::exchange(underWay_, {})));
}

/// Errors of LibTorch become the project's.
template <typename Body>
void TorchEvaluator::telling(std::size_t rows, const Body& body) {
  try {
    body();
  } catch (const c10::Error& error) {
    abandon();
    throw Error("the network to evaluate " + std::to_string(rows) + " rows", error.what_without_backtrace(),
                device_.str());
  } catch (...) {
    abandon();
    throw;
  }
}

void TorchEvaluator::evaluateTile(std::span<const std::byte> observations, std::int64_t first, std::int64_t rows,
                                  const EvaluationBatch& out, std::vector<std::byte>& padded) const {
  const std::size_t observationBytes = network_.shape().observationBytes();
  std::span<const std::byte> tile = observations.subspan(static_cast<std::size_t>(first) * observationBytes,
                                                         static_cast<std::size_t>(rows) * observationBytes);
  if (rows < kTileRows) {
    padded.assign(static_cast<std::size_t>(kTileRows) * observationBytes, std::byte{0});
    std::copy(tile.begin(), tile.end(), padded.begin());
    tile = padded;
  }
  const bool wanted = !out.policy.empty();
  const NetworkRows result =
      network_.forward(parameters_, network_.features(tile, kTileRows, device_), wanted ? Heads::kBoth : Heads::kValue);
  if (wanted) {
    const auto policySize = static_cast<std::int64_t>(outputs_.policySize);
    const torch::Tensor policy = result.policy.contiguous();
    std::copy_n(policy.data_ptr<float>(), rows * policySize, out.policy.data() + first * policySize);
  }
  const torch::Tensor value = result.value.contiguous();
  std::copy_n(value.data_ptr<float>(), rows, out.value.data() + first);
}

void TorchEvaluator::evaluateOnProcessor(std::span<const std::byte> observations, EvaluationBatch out) {
  const auto batch = static_cast<std::int64_t>(out.value.size());
  const auto body = [&](std::size_t begin, std::size_t end, int worker) {
    useOneThread();
    const c10::InferenceMode inference;
    for (std::size_t tile = begin; tile < end; ++tile) {
      const auto first = static_cast<std::int64_t>(tile) * kTileRows;
      evaluateTile(observations, first, std::min(kTileRows, batch - first), out,
                   padded_[static_cast<std::size_t>(worker)]);
    }
  };
  const auto tiles = static_cast<std::size_t>((batch + kTileRows - 1) / kTileRows);
  if (pool_ == nullptr) {
    body(0, tiles, 0);
  } else {
    pool_->parallelFor(tiles, 1, body);
  }
}

/// Hands a batch to the device, from the observations to the way back of the answers, without waiting for any of it.
TorchEvaluator::Flight TorchEvaluator::launch(std::span<const std::byte> observations, EvaluationBatch out) const {
  useOneThread();
  const c10::InferenceMode inference;
  const bool wanted = !out.policy.empty();
  const auto batch = static_cast<std::int64_t>(out.value.size());
  if (batch == 0) return {out, {}, c10::Event(device_.type())};
  const NetworkRows result = network_.forward(parameters_, network_.features(observations, batch, device_),
                                              wanted ? Heads::kBoth : Heads::kValue);
  torch::Tensor answer = result.value.unsqueeze(1);
  if (wanted) answer = torch::cat({result.policy, answer}, 1);  // one transfer for both
  Flight flight{
      out, torch::empty(answer.sizes(), torch::TensorOptions().dtype(torch::kFloat32).pinned_memory(device_.is_cuda())),
      c10::Event(device_.type())};
  flight.rows.copy_(answer, /*non_blocking=*/true);
  flight.arrived.record(c10::impl::VirtualGuardImpl(device_.type()).getStream(answer.device()));
  return flight;
}

void TorchEvaluator::land(const Flight& flight) const {
  if (flight.out.value.empty()) return;
  while (!flight.arrived.query()) std::this_thread::yield();
  const float* row = flight.rows.data_ptr<float>();
  if (flight.out.policy.empty()) {
    std::copy_n(row, flight.out.value.size(), flight.out.value.begin());
    return;
  }
  const auto policySize = static_cast<std::size_t>(outputs_.policySize);
  for (std::size_t i = 0; i < flight.out.value.size(); ++i, row += policySize + 1) {
    std::copy_n(row, policySize, &flight.out.policy[i * policySize]);
    flight.out.value[i] = row[policySize];
  }
}

int TorchEvaluator::batchesAtOnce(std::size_t rows) const {
  return device_.is_cpu() || rows < 2 * kRowsWorthABatch ? 1 : 2;
}

void TorchEvaluator::begin(std::span<const std::byte> observations, EvaluationBatch out) {
  const std::size_t batch = out.value.size();
  SPOLAB_CHECK_EQ(observations.size(), batch * network_.shape().observationBytes());
  SPOLAB_CHECK(out.policy.empty() || out.policy.size() == batch * static_cast<std::size_t>(outputs_.policySize));
  counts_.asked += batch;
  counts_.evaluated += batch;
  telling(batch, [&] {
    if (device_.is_cpu()) return evaluateOnProcessor(observations, out);
    underWay_.push_back(launch(observations, out));
  });
}

void TorchEvaluator::finish() {
  if (device_.is_cpu()) return;
  SPOLAB_CHECK(!underWay_.empty());
  telling(underWay_.front().out.value.size(), [&] { land(underWay_.front()); });
  underWay_.pop_front();
}

void TorchEvaluator::evaluate(std::span<const std::byte> observations, EvaluationBatch out) {
  SPOLAB_CHECK(underWay_.empty());
  begin(observations, out);
  finish();
}

}  // namespace spolab

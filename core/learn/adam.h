#pragma once

#include <cstdint>
#include <vector>

#include <torch/torch.h>

namespace spolab {

/// Adam (Kingma & Ba 2015, Algorithm 1) with β₁ .9, β₂ .999, ε 1e-5 over a list of tensors, updated in place. Written
/// out because its whole state is part of a checkpoint and every bit of a step must be the same after resuming.
class Adam {
 public:
  /// Moments start at zero, shaped and placed like `parameters`.
  explicit Adam(const std::vector<torch::Tensor>& parameters);
  /// One step for parameter `index`; call beginStep() once before a round over all of them.
  void beginStep() { ++step_; }
  void update(std::size_t index, torch::Tensor& parameter, const torch::Tensor& gradient, double learningRate);

  [[nodiscard]] std::int64_t step() const { return step_; }
  void setStep(std::int64_t step) { step_ = step; }
  [[nodiscard]] const std::vector<torch::Tensor>& firstMoments() const { return first_; }
  [[nodiscard]] const std::vector<torch::Tensor>& secondMoments() const { return second_; }

 private:
  std::int64_t step_ = 0;
  std::vector<torch::Tensor> first_, second_;
};

/// √Σ‖g‖² over all tensors; their sums are added in double.
double globalNorm(const std::vector<torch::Tensor>& gradients);

}  // namespace spolab

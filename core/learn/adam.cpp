#include "core/learn/adam.h"

#include <cmath>

namespace spolab {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-5;

}  // namespace

Adam::Adam(const std::vector<torch::Tensor>& parameters) {
  for (const torch::Tensor& parameter : parameters) {
    first_.push_back(torch::zeros_like(parameter));
    second_.push_back(torch::zeros_like(parameter));
  }
}

void Adam::update(std::size_t index, torch::Tensor& parameter, const torch::Tensor& gradient, double learningRate) {
  const auto step = static_cast<double>(step_);
  const double correction1 = 1.0 - std::pow(kBeta1, step);
  const double correction2 = 1.0 - std::pow(kBeta2, step);
  first_[index].mul_(kBeta1).add_(gradient, 1.0 - kBeta1);
  second_[index].mul_(kBeta2).addcmul_(gradient, gradient, 1.0 - kBeta2);
  const torch::Tensor denominator = (second_[index] / correction2).sqrt_().add_(kEpsilon);
  parameter.addcdiv_(first_[index], denominator, -learningRate / correction1);
}

double globalNorm(const std::vector<torch::Tensor>& gradients) {
  double squares = 0.0;
  for (const torch::Tensor& gradient : gradients) {
    squares += torch::dot(gradient.flatten(), gradient.flatten()).item<double>();
  }
  return std::sqrt(squares);
}

}  // namespace spolab

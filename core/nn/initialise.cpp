#include <algorithm>
#include <cmath>

#include "core/base/rng.h"
#include "core/nn/network.h"

namespace spolab {
namespace {

constexpr std::int64_t kNormalsPerRng = 2048;  // an Rng yields a bounded count of numbers

/// Standard normals, vector `vector` of parameter `number`.
void drawNormals(std::uint64_t seed, std::uint32_t number, std::uint32_t vector, double* out, std::int64_t length) {
  for (std::int64_t begin = 0; begin < length; begin += kNormalsPerRng) {
    Rng rng(seed, Stream::kInitialise, number, vector, static_cast<std::uint32_t>(begin / kNormalsPerRng));
    for (std::int64_t k = begin; k < std::min(length, begin + kNormalsPerRng); ++k) out[k] = rng.normal();
  }
}

}  // namespace

torch::Tensor orthogonal(std::int64_t rows, std::int64_t columns, double gain, std::uint64_t seed,
                         std::uint32_t number) {
  const std::int64_t vectors = std::min(rows, columns);
  const std::int64_t length = std::max(rows, columns);
  std::vector<double> basis(static_cast<std::size_t>(vectors * length));
  for (std::int64_t i = 0; i < vectors; ++i) {
    double* v = &basis[static_cast<std::size_t>(i * length)];
    drawNormals(seed, number, static_cast<std::uint32_t>(i), v, length);
    // Gram–Schmidt, twice for accuracy.
    for (int pass = 0; pass < 2; ++pass) {
      for (std::int64_t j = 0; j < i; ++j) {
        const double* u = &basis[static_cast<std::size_t>(j * length)];
        double dot = 0.0;
        for (std::int64_t k = 0; k < length; ++k) dot += u[k] * v[k];
        for (std::int64_t k = 0; k < length; ++k) v[k] -= dot * u[k];
      }
    }
    double norm = 0.0;
    for (std::int64_t k = 0; k < length; ++k) norm += v[k] * v[k];
    norm = std::sqrt(norm);
    for (std::int64_t k = 0; k < length; ++k) v[k] /= norm;
  }
  auto matrix = torch::empty({rows, columns}, torch::kFloat32);
  auto* out = matrix.data_ptr<float>();
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      const double x = rows <= columns ? basis[static_cast<std::size_t>(r * length + c)]
                                       : basis[static_cast<std::size_t>(c * length + r)];
      out[r * columns + c] = static_cast<float>(gain * x);
    }
  }
  return matrix;
}

}  // namespace spolab

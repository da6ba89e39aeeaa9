#include "core/learn/augment.h"

#include <cstring>

namespace spolab {

void applySymmetry(const Symmetry& symmetry, const EnvSpec& spec, std::int64_t window, WindowBatch& batch) {
  const auto steps = static_cast<std::size_t>(batch.steps);
  const auto first = static_cast<std::size_t>(window) * steps;
  const std::size_t width = spec.observationBytes();
  std::vector<std::byte> before(width);
  for (auto* observations : {&batch.observations, &batch.observationsNext}) {
    for (std::size_t row = first; row < first + steps; ++row) {
      const std::span<std::byte> here(&(*observations)[row * width], width);
      std::copy(here.begin(), here.end(), before.begin());
      applySymmetry(symmetry, spec, before, here);
    }
  }
  const auto atoms = static_cast<std::size_t>(batch.atoms);
  for (std::size_t atom = first * atoms; atom < (first + steps) * atoms; ++atom) {
    std::byte* at = &batch.rootActions[atom * sizeof(std::int32_t)];
    std::int32_t action = 0;
    std::memcpy(&action, at, sizeof action);
    std::memcpy(at, &symmetry.action[static_cast<std::size_t>(action)], sizeof action);
  }
  if (batch.legal.empty()) return;
  const std::size_t actions = symmetry.action.size();
  for (std::size_t row = first; row < first + steps; ++row) {
    const std::vector<std::uint8_t> legal(&batch.legal[row * actions], &batch.legal[row * actions] + actions);
    for (std::size_t a = 0; a < actions; ++a) {
      batch.legal[row * actions + static_cast<std::size_t>(symmetry.action[a])] = legal[a];
    }
  }
}

void drawSymmetries(std::span<const Symmetry> symmetries, const EnvSpec& spec, Rng& rng, WindowBatch& batch) {
  if (symmetries.empty()) return;
  for (std::int64_t window = 0; window < batch.windows; ++window) {
    applySymmetry(symmetries[rng.below(static_cast<std::uint32_t>(symmetries.size()))], spec, window, batch);
  }
}

}  // namespace spolab

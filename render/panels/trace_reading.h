#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "render/panels/paint.h"

namespace spolab::panel {

/// What the panels ask of a trace, worked out once per panel and frame.
struct TraceReading {
  const SearchTrace& trace;
  const EnvSpec& spec;
  float advantageScale = 1.0f;              ///< |A| at the colour's end: four in five are below
  float valueLow = 0.0f, valueHigh = 1.0f;  ///< range of V in the trace
  std::vector<std::uint8_t> survives;       ///< [h, N] 1 when a particle of the last depth descends from it

  TraceReading(const SearchTrace& searchTrace, const EnvSpec& envSpec);

  [[nodiscard]] ActionView action(int depth, int particle) const;
  /// First action of the particle's line, −1 for a box.
  [[nodiscard]] int rootAction(int depth, int particle) const;
  [[nodiscard]] int chosen() const;  ///< chosen action, −1 for a box
  /// What particles with the same beginning share: their first action, of a box the particle of depth 0 that took it.
  [[nodiscard]] int family(int depth, int particle) const;
  /// The family whose first action is taken, −1: none.
  [[nodiscard]] int chosenFamily() const;
  /// The shares of q̂ by family; families without any are left out.
  [[nodiscard]] std::map<int, float> familyShares() const;
  /// Colour of a family: discrete actions in their order, those of a box by their share of the final weight, with grey
  /// for all that have no colour of their own.
  [[nodiscard]] Colour familyColour(int family, const Theme& theme) const;
  /// Name, or numbers of a box action.
  [[nodiscard]] std::string actionName(ActionView action) const;
  [[nodiscard]] std::string actionName(int index) const;
  [[nodiscard]] float weightBefore(int depth, int particle) const;  ///< what it carried into this depth
  [[nodiscard]] Colour colour(int depth, int particle, RiverColour by, const Theme& theme) const;
  /// Whether `ancestor` is on the way from the root to `descendant`, or the same.
  [[nodiscard]] bool descends(ParticleRef descendant, ParticleRef ancestor) const;
  [[nodiscard]] bool valid(const ParticleRef& ref) const {
    return ref.depth >= 0 && ref.depth < trace.depths && ref.particle >= 0 && ref.particle < trace.countAt(ref.depth);
  }

 private:
  void rankFamilies();

  std::vector<int> rank_;  ///< of a box [N]: place of a particle of depth 0 among all by final weight
};

/// Whether every array of the trace has the size its shape says.
bool hasItsShape(const SearchTrace& trace, const EnvSpec& spec);
/// The same, and every ancestor is a particle: panels draw nothing else.
bool readable(const SearchTrace& trace, const EnvSpec& spec);

/// Which part of which depth `phase` stands in.
enum class Stage { kStart, kPropose, kMove, kWeigh, kResample, kDone };
struct Moment {
  int depth = 0;     ///< depth at work, or h when done
  float within = 0;  ///< [0, 1) inside that depth
  Stage stage = Stage::kDone;
};
Moment momentOf(float phase, int depths);
/// How far depth `depth` has come through the quarter that ends at `end`, [0, 1]; eased, or without motion at once.
float progressAt(const Moment& moment, int depth, float end, bool motion);
/// How many particles of the next depth continue each particle of `depth` [N]; empty after the last.
std::vector<int> childrenOf(const SearchTrace& trace, int depth);

/// KL(q̂ ‖ π′) in nats: how far the search is from the policy after the update, `updated` as in the tooltips below.
/// Of a box over the atoms, as SearchTrace::klToPrior: Σ w (log N w + log π − log π′). Nothing without such a policy.
std::optional<float> klToUpdated(const SearchTrace& trace, std::span<const float> updated);

/// The tooltip of a particle.
Tooltip particleTooltip(const TraceReading& reading, const ParticleRef& ref);
/// The tooltip of a discrete action; `updated` [actions] is the policy after the update, or of another size: none.
Tooltip actionTooltip(const TraceReading& reading, std::span<const float> updated, int action);
/// The tooltip of a dimension of a box; `mean` = that of q̂ there, `updated` [2·dims] the policy after the update, or of
/// another size: none.
Tooltip jointTooltip(const TraceReading& reading, std::span<const float> updated, float mean, int dim);

}  // namespace spolab::panel

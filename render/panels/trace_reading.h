#pragma once

#include <cstdint>
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
  /// Name, or numbers of a box action.
  [[nodiscard]] std::string actionName(ActionView action) const;
  [[nodiscard]] std::string actionName(int index) const;
  [[nodiscard]] float weightBefore(int depth, int particle) const;  ///< what it carried into this depth
  [[nodiscard]] Colour colour(int depth, int particle, RiverColour by, const Theme& theme) const;
  /// Whether `ancestor` is on the way from the root to `descendant`, or the same.
  [[nodiscard]] bool descends(ParticleRef descendant, ParticleRef ancestor) const;
  [[nodiscard]] bool valid(const ParticleRef& ref) const {
    return ref.depth >= 0 && ref.depth < trace.depths && ref.particle >= 0 && ref.particle < trace.particles;
  }
};

/// Whether every array of the trace has the size its shape says: panels draw nothing else.
bool readable(const SearchTrace& trace, const EnvSpec& spec);
/// Null, or the trace when it can be drawn; draws the input's message otherwise.
const SearchTrace* readableTrace(const PanelInput& input, const Panel& panel);

/// Which part of which depth `phase` stands in.
enum class Stage { kStart, kPropose, kMove, kWeigh, kResample, kDone };
struct Moment {
  int depth = 0;     ///< depth at work, or h when done
  float within = 0;  ///< [0, 1) inside that depth
  Stage stage = Stage::kDone;
};
Moment momentOf(float phase, int depths);

/// The tooltip of a particle.
Tooltip particleTooltip(const TraceReading& reading, const ParticleRef& ref);

}  // namespace spolab::panel

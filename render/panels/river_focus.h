#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "render/panels/trace_reading.h"

namespace spolab::panel {

/// What a person points at or has selected: a particle, else a family (TraceReading::family).
struct FocusKey {
  std::optional<ParticleRef> particle;
  int family = -1;  ///< −1: none

  static FocusKey of(const TraceReading& reading, const PanelState& state);
  [[nodiscard]] bool any() const { return particle || family >= 0; }
  friend bool operator==(const FocusKey&, const FocusKey&) = default;
};

/// How each particle is related to what a person points at.
class RiverFocus {
 public:
  enum class Kin : std::uint8_t {
    kNone,   ///< nothing is pointed at
    kOther,  ///< something else is
    kAfter,  ///< descends from the particle pointed at
    kLine    ///< is on its way from the root, itself included; or of the family
  };

  RiverFocus(const TraceReading& reading, const FocusKey& key);

  [[nodiscard]] const FocusKey& key() const { return key_; }
  [[nodiscard]] Kin operator[](std::size_t i) const { return of_[i]; }
  /// Particles on the way from the root to the particle pointed at, from depth 0 on; empty without one.
  [[nodiscard]] const std::vector<int>& line() const { return line_; }

 private:
  FocusKey key_;
  std::vector<Kin> of_;  ///< [h, N]
  std::vector<int> line_;
};

}  // namespace spolab::panel

#pragma once

#include <optional>

#include "render/panels/river_density.h"
#include "render/panels/river_focus.h"
#include "render/panels/river_layout.h"
#include "render/panels/river_mouth.h"

namespace spolab::panel {

/// What the river keeps between frames: places, and of a crowded one its densities.
class RiverMemory {
 public:
  RiverMemory(const TraceReading& reading, const PanelArea& inner);

  [[nodiscard]] bool fits(const PanelArea& inner) const;
  /// Brings focus and, where the river is crowded, densities up to date.
  void update(const PanelState& state, const Theme& theme);

  [[nodiscard]] const RiverLayout& layout() const { return layout_; }
  [[nodiscard]] const RiverFocus& focus() const { return *focus_; }
  [[nodiscard]] const RiverDensity& density() const { return density_; }
  [[nodiscard]] const std::vector<RiverMouth>& mouths() const { return mouths_; }

 private:
  const TraceReading& reading_;
  PanelArea inner_;
  RiverLayout layout_;
  std::vector<RiverMouth> mouths_;
  std::optional<RiverFocus> focus_;
  RiverDensity density_;
  std::optional<RiverColour> colour_;  ///< of density_, null: not worked out
  bool dark_ = true;
};

}  // namespace spolab::panel

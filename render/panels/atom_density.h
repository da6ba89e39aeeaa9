#pragma once

#include <optional>
#include <vector>

#include "render/panels/river_focus.h"

namespace spolab::panel {

/// The particles of the last depth by the numbers of their first action, for the charts of a box. With many of them all
/// but the heaviest are added up in bins over [-1, 1].
struct AtomDensity {
  static constexpr int kBins = 48;
  static constexpr int kMostDots = 96;  ///< more atoms than this are added up
  static constexpr int kHeaviest = 32;  ///< of them that stay dots

  struct Bin {
    float weight = 0, focused = 0;  ///< without the atoms that are dots
    Colour colour;                  ///< mean by weight
    int heaviest = -1;              ///< atom, −1: empty
  };

  std::vector<std::vector<float>> parts;  ///< [atoms, dims]
  std::vector<float> means;               ///< [dims] of q̂
  std::vector<int> dots;                  ///< atoms that are dots
  std::vector<Bin> bins;                  ///< [dims, kBins]; empty when every atom is a dot
  std::vector<float> fullest;             ///< [dims] largest weight of a bin

  explicit AtomDensity(const TraceReading& reading);
  /// Brings bins and focus up to date with the colouring and what is pointed at.
  void update(const TraceReading& reading, const PanelState& state, const Theme& theme);

  /// Whether something is pointed at, and whether it led to this atom.
  [[nodiscard]] bool anyFocus() const { return focus_ && focus_->key().any(); }
  [[nodiscard]] bool inFocus(std::size_t atom) const;
  [[nodiscard]] const Bin& bin(int dim, int index) const {
    return bins[static_cast<std::size_t>(dim) * kBins + static_cast<std::size_t>(index)];
  }
  /// Bin of a part.
  [[nodiscard]] static int binOf(float part);

 private:
  std::optional<RiverFocus> focus_;
  std::optional<RiverColour> colour_;
  bool dark_ = true;
  std::size_t lastRow_ = 0;  ///< first particle of the last depth in the trace
};

}  // namespace spolab::panel

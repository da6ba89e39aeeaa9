#pragma once

#include <optional>

#include "render/panels/river_density.h"

namespace spolab::panel {

/// How far one depth has come, each share in [0, 1].
struct DepthProgress {
  float drawnAgain = 0;  ///< the resampling before it
  float reach = 0;       ///< of the way from there that its lines show
  float moved = 0, weighed = 0;
};

/// Draws the densities of a crowded river: columns as shapes as wide as the weight in each row, and bundled lines as
/// ribbons as wide as their particles. Lives for one call of drawRiver.
class RiverFlow {
 public:
  RiverFlow(const Panel& panel, const RiverLayout& layout, const RiverDensity& density, bool focus)
      : panel_(panel), layout_(layout), density_(density), focus_(focus) {}

  /// The ribbons into `depth`, thinner past a resampling by those that die there and wider by those that are copied.
  void drawRibbons(int depth, const DepthProgress& progress) const;
  /// The column itself; `pale` fades all of it.
  void drawColumn(int depth, const DepthProgress& progress, float pale) const;
  /// Row of the column under `mouse`, if the pointer is on it; −1: it is not.
  [[nodiscard]] int rowAt(int depth, ImVec2 mouse) const;

 private:
  struct Station {
    float x = 0, low = 0, high = 0;
  };

  [[nodiscard]] float halfWidth(float weight) const;
  [[nodiscard]] std::vector<float> widths(int depth, float weighed, bool focusedOnly) const;
  void paintShape(int depth, float x, float rise, const std::vector<float>& widths, float neutral, float alpha) const;
  /// The rows of the action taken between two lines, as its circles are outlined.
  void outlineChosen(int depth, const DepthProgress& progress, float alpha) const;
  void ribbon(const Station& from, const Station& to, float reach, const Colour& colour) const;
  void drawRibbon(int depth, const RiverDensity::Bundle& bundle, const DepthProgress& progress,
                  const Colour& colour) const;
  [[nodiscard]] Colour ribbonColour(const RiverDensity::Bundle& bundle) const;

  const Panel& panel_;
  const RiverLayout& layout_;
  const RiverDensity& density_;
  bool focus_;  ///< something is pointed at
};

}  // namespace spolab::panel

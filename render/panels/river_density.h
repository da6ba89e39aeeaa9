#pragma once

#include <vector>

#include "render/panels/river_focus.h"
#include "render/panels/river_layout.h"

namespace spolab::panel {

/// The particles of a crowded river added up: the weight in every row of a column, and the lines from one column to the
/// next bundled by where they begin. Circles carry their own weight and are in no row. Worked out once per search,
/// colouring and focus; nothing here is visited per particle when it is drawn.
struct RiverDensity {
  static constexpr float kRow = 2.0f;     ///< points
  static constexpr float kBundle = 6.0f;  ///< points a bundle begins in, at most

  /// One row of a column.
  struct Row {
    float before = 0, after = 0;  ///< weight on arrival and once weighed, a share of one
    float focused = 0;            ///< of `after`: on or after what is pointed at
    float alive = 0;              ///< share of `after` with descendants in the last column, [0, 1]
    float ended = 0;              ///< share of `after` whose episode has ended, [0, 1]
    Colour colour;                ///< mean of its particles by weight; by first action that of the heaviest
    bool chosen = false;          ///< most of its weight belongs to the action taken
    int heaviest = -1;            ///< particle, circles included; −1: empty
    int count = 0;                ///< particles with their middle here, without circles
  };

  struct Stretch {
    float low = 0, high = 0;  ///< points
  };

  /// Particles of a column that continue neighbours of the column before.
  struct Bundle {
    Stretch from;       ///< in the column before, with those that are not continued
    Stretch thinned;    ///< what of it is continued
    Stretch entry, to;  ///< in this column, on arrival and once weighed
    int children = 0;
    float weight = 0;   ///< carried into this column
    float alive = 0;    ///< share of the children with descendants in the last column
    float focused = 0;  ///< share of the children on or after what is pointed at
  };

  int rows = 0;
  std::vector<Row> row;                      ///< [h, rows]
  std::vector<std::vector<Bundle>> bundles;  ///< [h] into each depth, from top to bottom
  std::vector<std::vector<Stretch>> dying;   ///< [h] bundles of the column before that nobody continues

  RiverDensity() = default;
  RiverDensity(const TraceReading& reading, const RiverLayout& layout, const RiverFocus& focus, RiverColour by,
               const Theme& theme);

  [[nodiscard]] const Row& at(int depth, int index) const {
    return row[static_cast<std::size_t>(depth) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(index)];
  }
};

}  // namespace spolab::panel

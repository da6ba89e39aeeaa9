#pragma once

#include "app/episode/player_frame.h"

namespace spolab {

/// Which step of an episode stands where across the strip and the lanes below it.
struct StripScale {
  int columns = 1;
  double width = 1.0;  ///< pixels of the whole widget

  /// Room for the longest line. An episode of few steps is laid out for its whole length, a long one for twice the
  /// room whenever that is used up, so that the strip holds still in between.
  static StripScale of(const PlayerView& view, double width);

  [[nodiscard]] double x(double column) const { return kEdge + column * (width - 2.0 * kEdge) / columns; }
  /// The column under a pixel; may lie beyond the first or the last.
  [[nodiscard]] int column(double x) const;

 private:
  static constexpr double kEdge = 4.0;
};

}  // namespace spolab

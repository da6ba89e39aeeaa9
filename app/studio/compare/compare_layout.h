#pragma once

#include <vector>

#include "app/episode/stage_layout.h"

namespace spolab {

/// Rectangles of the GL view in points while one decision is compared with a turned one. Empty ones are not drawn.
struct FreezeLayout {
  PanelArea world, chart, facts;
  PanelArea before, after;  ///< the two rivers
  /// Pure.
  static FreezeLayout of(float width, float height);
};

/// The same while several contenders stand side by side.
struct ShootOutLayout {
  struct Pane {
    PanelArea head, river, chart;
  };
  PanelArea world, facts;
  std::vector<Pane> panes;
  /// Pure.
  static ShootOutLayout of(float width, float height, int contenders);
};

}  // namespace spolab

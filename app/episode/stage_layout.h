#pragma once

#include "render/search_panels.h"

namespace spolab {

/// What the panel beside the world shows where there is no room for everything.
enum class StageTab { kRiver, kDecision, kParticles };

/// Rectangles of the GL view in points. Empty ones (width 0) are not drawn.
struct StageLayout {
  PanelArea rival;  ///< a second world beside the first; empty: none
  PanelArea world, river, decision, gauges, table, phase;
  PanelArea tabs;  ///< row of StageTab buttons, empty where everything has room

  /// `panels` false: the world alone. Pure.
  static StageLayout of(float width, float height, bool panels, StageTab tab);
  /// Two worlds and nothing else; one above the other in high views. Pure.
  static StageLayout sideBySide(float width, float height);
};

inline bool isEmpty(const PanelArea& area) { return area.width < 8.0f || area.height < 8.0f; }
inline bool contains(const PanelArea& area, float x, float y) {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

}  // namespace spolab

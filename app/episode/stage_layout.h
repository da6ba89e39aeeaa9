#pragma once

#include <optional>
#include <vector>

#include "render/search_panels.h"

namespace spolab {

/// What the panel beside the world shows where there is no room for everything.
enum class StageTab { kRiver, kDecision, kParticles };

/// How much of the view a person has given to panels, as fractions; 0: as much as usual.
struct StageShares {
  float below = 0.0f;   ///< of the height: what is below the world
  float beside = 0.0f;  ///< of the width: what is beside it
};

/// An edge of the world that can be moved.
enum class StageBorder { kBelow, kBeside };

/// Rectangles of the GL view in points. Empty ones (width 0) are not drawn.
struct StageLayout {
  PanelArea rival;  ///< a second world beside the first; empty: none
  PanelArea world, river, decision, gauges, table, phase;
  PanelArea tabs;  ///< row of StageTab buttons, empty where everything has room

  /// `panels` false: the world alone. Whatever the shares, world and panels keep some room. Pure.
  static StageLayout of(float width, float height, bool panels, StageTab tab, const StageShares& shares = {});
  /// Two worlds and nothing else; one above the other in high views. Pure.
  static StageLayout sideBySide(float width, float height);
};

/// The edge of the world at a position, within a few points; nothing elsewhere. Pure.
std::optional<StageBorder> borderAt(const StageLayout& layout, float x, float y);
/// `shares` with the edge moved to x or y in a view of this size. Pure.
StageShares withBorderAt(StageBorder border, float x, float y, float width, float height, StageShares shares);

/// The panels that share one place, in the order of their tabs; none where everything has room. Pure.
std::vector<StageTab> tabsOf(const StageLayout& layout);
/// The tab that is `by` places after `current`, round the ends; `current` where there are no tabs. Pure.
StageTab tabAfter(const StageLayout& layout, StageTab current, int by);

/// Where small pictures of imagined states have room on the world, one below the other at its right edge; few or none
/// on small worlds. Pure.
std::vector<PanelArea> imaginedCells(const PanelArea& world);

inline bool isEmpty(const PanelArea& area) { return area.width < 8.0f || area.height < 8.0f; }
inline bool contains(const PanelArea& area, float x, float y) {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

}  // namespace spolab

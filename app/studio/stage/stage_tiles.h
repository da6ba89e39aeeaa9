#pragma once

#include "app/episode/world_caption.h"
#include "render/search_panels.h"
#include "render/theme.h"

namespace spolab {

/// What a mode shows around the world in place of the panels of Watch. Window's thread.
class StageTiles {
 public:
  virtual ~StageTiles() = default;
  /// Where the world stands in a view of this size, in points; empty: it is not shown.
  [[nodiscard]] virtual PanelArea world(float width, float height) const = 0;
  /// What is written over the world.
  [[nodiscard]] virtual WorldCaption caption() const = 0;
  /// Draws with the ImGui frame being built, after beginPanels(world). `world` is what the futures on the world follow.
  virtual void draw(float width, float height, PanelState& world, const Theme& theme) = 0;
  /// Explains the next of what is shown (`by` 1) or the one before (−1), beyond either end nothing.
  virtual void explain(int by) { static_cast<void>(by); }
  /// False when nothing was explained.
  virtual bool stopExplaining() { return false; }
};

}  // namespace spolab

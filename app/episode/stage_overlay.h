#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/episode/stage_layout.h"
#include "app/episode/world_caption.h"
#include "render/theme.h"

namespace spolab {

/// The state of one particle in a corner of the world, for worlds in which it cannot stand beside the others.
struct Inset {
  PanelArea area;               ///< empty: none
  std::string title;            ///< "particle 6 at depth 3"
  std::optional<Colour> frame;  ///< nothing: the accent
};
/// Its frame and title, over the picture.
void drawInset(const Inset& inset, const Theme& theme);

/// Draws with the ImGui frame being built.
void drawCaption(const WorldCaption& caption, const PanelArea& world, const Theme& theme);
/// A row of tabs; returns the one clicked in this frame.
std::optional<StageTab> drawTabs(const PanelArea& area, const std::vector<StageTab>& tabs, StageTab current,
                                 const Theme& theme);

}  // namespace spolab

#pragma once

#include <optional>
#include <vector>

#include "app/studio/stage_layout.h"
#include "app/studio/world_caption.h"
#include "render/theme.h"

namespace spolab {

/// Draws with the ImGui frame being built.
void drawCaption(const WorldCaption& caption, const PanelArea& world, const Theme& theme);
/// A row of tabs; returns the one clicked in this frame.
std::optional<StageTab> drawTabs(const PanelArea& area, const std::vector<StageTab>& tabs, StageTab current,
                                 const Theme& theme);

}  // namespace spolab

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/studio/playhead.h"
#include "app/studio/stage_layout.h"
#include "render/theme.h"

namespace spolab {

/// What is written over the world: whose parameters play, where the episode stands, how it ended.
struct WorldCaption {
  std::string title;       ///< "Rubik's cube"
  std::string parameters;  ///< "iteration 120 of this training"
  std::string progress;    ///< "episode 4 · solved 3 of 3"
  std::string verdict;     ///< "Solved in 9 moves", empty while playing
  bool success = false;
  std::string notice;  ///< large, centred low: "loading the engine"
};

WorldCaption captionOf(const Moment& moment);

/// Draws with the ImGui frame being built.
void drawCaption(const WorldCaption& caption, const PanelArea& world, const Theme& theme);
/// A row of tabs; returns the one clicked in this frame.
std::optional<StageTab> drawTabs(const PanelArea& area, const std::vector<StageTab>& tabs, StageTab current,
                                 const Theme& theme);

}  // namespace spolab

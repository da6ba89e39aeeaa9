#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/trace/search_trace.h"
#include "envs/env.h"
#include "render/theme.h"

namespace spolab {

struct PlacedLabel;

namespace panel {
struct SearchMemory;
}

/// Rectangle in points, origin at the top left of the window.
struct PanelArea {
  float x = 0, y = 0, width = 0, height = 0;
};

struct PanelPoint {
  float x = 0, y = 0;
};

/// One particle of a trace.
struct ParticleRef {
  int depth = 0;
  int particle = 0;
  friend bool operator==(const ParticleRef&, const ParticleRef&) = default;
};

/// What colours the particles of the river.
enum class RiverColour { kAdvantage, kValue, kRootAction };

/// Column the particle table is sorted by.
enum class TableColumn { kParticle, kAction, kWeight, kAdvantage, kValue, kReward };

/// The place `by` steps from `at` in 0 … count − 1 and, between the last and the first, −1 for none. A place that is
/// no longer there counts as the last.
int placeAround(int at, int by, int count);

/// What is pointed at and chosen, shared by all panels: one selection everywhere. Panels write it, the app may too
/// (the scene can show the selected particle). Refers to the trace drawn last; a new trace clears it with forget().
struct PanelState {
  std::optional<ParticleRef> hovered;   ///< under the pointer in this frame's panels; cleared by beginPanels
  std::optional<ParticleRef> selected;  ///< clicked; stays
  int hoveredAction = -1;  ///< first action under the pointer, −1: none; of a box the particle of depth 0 that took it
  int selectedAction = -1;  ///< clicked first action, −1: none
  int tableDepth = -1;      ///< depth the table shows, −1: the last revealed one
  TableColumn sort = TableColumn::kWeight;
  bool sortDescending = true;
  float tableScroll = 0.0f;  ///< first visible row
  float boxScroll = 0.0f;    ///< first visible dimension of a box
  RiverColour colour = RiverColour::kAdvantage;
  float leastShare = 0.0f;  ///< futures whose first action has less of q̂ than this are left out of the world
  bool motion = true;       ///< false: each quarter of a depth appears at once, nothing slides
  int explained = -1;  ///< what drawExplanation speaks of: the selection, symbols, a box's dimensions; −1: nothing

  // Written by the panels, for use inside and by the scene.
  std::optional<ParticleRef>
      hoveredBefore;             ///< hovered at the end of the last frame: panels drawn earlier follow it too
  int hoveredActionBefore = -1;  ///< the same for actions

  /// What the panels have worked out of the trace drawn last; null before. Copies of a state share it.
  std::shared_ptr<panel::SearchMemory> memory;

  void forget();
  /// What a click on a column's title does: by that column, the other way round where the table is sorted by it.
  void sortBy(TableColumn column);
  /// The table stays with the next depth of `depths` (`by` 1) or the one before (−1); beyond either end it follows the
  /// search again.
  void pinDepth(int by, int depths);
  /// Explains the next thing (`by` 1) or the one before (−1), the selection only where there is one; beyond either end
  /// nothing.
  void explain(int by);
};

/// What the panels show besides the trace. Spans are borrowed for the frame.
struct PanelInput {
  const SearchTrace* trace = nullptr;  ///< null: the panels say why they are empty
  const EnvSpec* spec = nullptr;       ///< names of actions; never null when there is a trace
  /// How much of the search is revealed, [0, h]. The whole part counts finished depths; the fraction walks through
  /// propose [0, ¼), move [¼, ½), weigh [½, ¾) and resample [¾, 1) of the next one.
  float phase = 1e9f;
  /// π after the update: [actions] probabilities, of a box [2·dims] means and deviations before tanh; or empty.
  std::span<const float> updatedPolicy;
  std::string emptyMessage;  ///< shown when there is no trace, one or two sentences
};

/// Once per frame, before any panel.
void beginPanels(PanelState& state);

/// The family tree of the search: a column per depth, a circle per particle, bands where particles are drawn again.
void drawRiver(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);
/// π, q̂ and the updated π per action, with value, ESS, KL and η above.
void drawDecision(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);
/// ESS per depth, surviving root ancestors and weight entropy, with a warning when the weights degenerate.
void drawGauges(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);
/// The particles of one depth as numbers.
void drawParticleTable(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);
/// One sentence and one equation about what the search is doing at `input.phase`.
void drawPhase(const PanelInput& input, PanelState& state, const PanelArea& area, const Theme& theme);

/// What `state.explained` stands for, as its tooltip says it and with its number at `input.phase`: a card at the upper
/// right of `area` that leaves the mouse alone. For those who have no pointer. After the panels of this frame.
void drawExplanation(const PanelInput& input, const PanelState& state, const PanelArea& area, const Theme& theme);

/// The scene's labels, centred at their places, inside `area`; `scale` = pixels per point.
void drawSceneLabels(std::span<const PlacedLabel> labels, const PanelArea& area, float scale, const Theme& theme);

}  // namespace spolab

#include "app/episode/stage_layout.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

constexpr float kGap = 1.0f;         ///< hairline between panels
constexpr float kColumnAt = 620.0f;  ///< narrower views have tabs below the world instead of a column beside it
constexpr float kTableAt = 600.0f;   ///< lower views leave the particle table to its tab
constexpr float kLow = 330.0f;       ///< lower views have one panel beside the world
constexpr float kSideBySide = 480.0f;
constexpr float kTabRow = 28.0f;
constexpr float kPhase = 84.0f;
constexpr float kGauges = 116.0f;

PanelArea cut(const PanelArea& area, float top, float height) { return {area.x, area.y + top, area.width, height}; }

/// Decision and table, gauges, and the sentence at the bottom.
void fillColumn(StageLayout& layout, const PanelArea& column, StageTab tab) {
  layout.phase = cut(column, column.height - kPhase, kPhase);
  float rest = column.height - kPhase - kGap;
  if (rest < 260.0f) {  // too low for gauges
    layout.decision = cut(column, 0.0f, rest);
    return;
  }
  layout.gauges = cut(column, rest - kGauges, kGauges);
  rest -= kGauges + kGap;
  if (column.height >= kTableAt) {
    const float decision = std::clamp(rest * 0.58f, 200.0f, 300.0f);
    layout.decision = cut(column, 0.0f, decision);
    layout.table = cut(column, decision + kGap, rest - decision - kGap);
    return;
  }
  layout.tabs = cut(column, 0.0f, kTabRow);
  PanelArea& shown = tab == StageTab::kParticles ? layout.table : layout.decision;
  shown = cut(column, kTabRow, rest - kTabRow);
}

void fillWide(StageLayout& layout, float width, float height, StageTab tab) {
  const float column = std::clamp(width * 0.33f, 264.0f, 340.0f);
  const float left = width - column - kGap;
  const float river = std::clamp(height * 0.36f, 130.0f, 250.0f);
  layout.world = {0.0f, 0.0f, left, height - river - kGap};
  layout.river = {0.0f, height - river, left, river};
  fillColumn(layout, {left + kGap, 0.0f, column, height}, tab);
}

void fillNarrow(StageLayout& layout, float width, float height, StageTab tab) {
  const float below = std::clamp(height * 0.46f, 120.0f, 260.0f);
  layout.world = {0.0f, 0.0f, width, height - below - kGap};
  layout.tabs = {0.0f, height - below, width, kTabRow};
  PanelArea& shown = tab == StageTab::kRiver      ? layout.river
                     : tab == StageTab::kDecision ? layout.decision
                                                  : layout.table;
  shown = {0.0f, height - below + kTabRow, width, below - kTabRow};
}

/// Wide but low: the world and one panel side by side.
void fillLow(StageLayout& layout, float width, float height, StageTab tab) {
  const float right = std::floor(width * 0.5f);
  layout.world = {0.0f, 0.0f, width - right - kGap, height};
  layout.tabs = {width - right, 0.0f, right, kTabRow};
  PanelArea& shown = tab == StageTab::kRiver      ? layout.river
                     : tab == StageTab::kDecision ? layout.decision
                                                  : layout.table;
  shown = {width - right, kTabRow, right, height - kTabRow};
}

}  // namespace

StageLayout StageLayout::of(float width, float height, bool panels, StageTab tab) {
  StageLayout layout;
  if (!panels || height < 200.0f)
    layout.world = {0.0f, 0.0f, width, height};
  else if (height < kLow && width >= kSideBySide)
    fillLow(layout, width, height, tab);
  else if (width >= kColumnAt)
    fillWide(layout, width, height, tab);
  else
    fillNarrow(layout, width, height, tab);
  return layout;
}

StageLayout StageLayout::sideBySide(float width, float height) {
  StageLayout layout;
  if (width >= height) {
    const float half = std::floor(width / 2.0f);
    layout.world = {0.0f, 0.0f, half, height};
    layout.rival = {half + kGap, 0.0f, width - half - kGap, height};
  } else {
    const float half = std::floor(height / 2.0f);
    layout.world = {0.0f, 0.0f, width, half};
    layout.rival = {0.0f, half + kGap, width, height - half - kGap};
  }
  return layout;
}

}  // namespace spolab

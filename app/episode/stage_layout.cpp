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
// What a person who moves an edge of the world can take from either side.
constexpr float kLeastBelow = 100.0f;
constexpr float kLeastColumn = 220.0f;
constexpr float kLeastWorldWidth = 220.0f;
constexpr float kLeastWorldHeight = 140.0f;
constexpr float kGrip = 4.0f;  ///< around an edge

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

/// A share that a person gave, with room for both sides; else `usual`.
float sizeOf(float share, float whole, float usual, float least, float leastOfTheWorld) {
  if (share <= 0.0f) return usual;
  return std::round(std::max(std::min(share * whole, whole - leastOfTheWorld), least));
}

void fillWide(StageLayout& layout, float width, float height, StageTab tab, const StageShares& shares) {
  const float column =
      sizeOf(shares.beside, width, std::clamp(width * 0.33f, 264.0f, 340.0f), kLeastColumn, kLeastWorldWidth);
  const float left = width - column - kGap;
  const float river =
      sizeOf(shares.below, height, std::clamp(height * 0.36f, 130.0f, 250.0f), kLeastBelow, kLeastWorldHeight);
  layout.world = {0.0f, 0.0f, left, height - river - kGap};
  layout.river = {0.0f, height - river, left, river};
  fillColumn(layout, {left + kGap, 0.0f, column, height}, tab);
}

void fillNarrow(StageLayout& layout, float width, float height, StageTab tab, const StageShares& shares) {
  const float below =
      sizeOf(shares.below, height, std::clamp(height * 0.46f, 120.0f, 260.0f), kLeastBelow, kLeastWorldHeight);
  layout.world = {0.0f, 0.0f, width, height - below - kGap};
  layout.tabs = {0.0f, height - below, width, kTabRow};
  PanelArea& shown = tab == StageTab::kRiver      ? layout.river
                     : tab == StageTab::kDecision ? layout.decision
                                                  : layout.table;
  shown = {0.0f, height - below + kTabRow, width, below - kTabRow};
}

/// Wide but low: the world and one panel side by side.
void fillLow(StageLayout& layout, float width, float height, StageTab tab, const StageShares& shares) {
  const float right = sizeOf(shares.beside, width, std::floor(width * 0.5f), kLeastColumn, kLeastWorldWidth);
  layout.world = {0.0f, 0.0f, width - right - kGap, height};
  layout.tabs = {width - right, 0.0f, right, kTabRow};
  PanelArea& shown = tab == StageTab::kRiver      ? layout.river
                     : tab == StageTab::kDecision ? layout.decision
                                                  : layout.table;
  shown = {width - right, kTabRow, right, height - kTabRow};
}

constexpr float kImaginedMargin = 12.0f;
constexpr float kBelowImagined = 24.0f;  ///< text and gap
constexpr float kSmallestImagined = 48.0f;
constexpr float kLargestImagined = 96.0f;
constexpr float kImaginedAt = 360.0f;  ///< narrower worlds have no room beside the cube
constexpr int kMostImagined = 6;

}  // namespace

std::vector<PanelArea> imaginedCells(const PanelArea& world) {
  const float side =
      std::floor(std::clamp(0.16f * std::min(world.width, world.height), kSmallestImagined, kLargestImagined));
  const float each = side + kBelowImagined;
  const int count = std::clamp(static_cast<int>((world.height - kImaginedMargin) / each), 0, kMostImagined);
  if (count < 2 || world.width < kImaginedAt) return {};
  std::vector<PanelArea> cells;
  for (int i = 0; i < count; ++i)
    cells.push_back({world.x + world.width - kImaginedMargin - side,
                     world.y + kImaginedMargin + static_cast<float>(i) * each, side, side});
  return cells;
}

StageLayout StageLayout::of(float width, float height, bool panels, StageTab tab, const StageShares& shares) {
  StageLayout layout;
  if (!panels || height < 200.0f)
    layout.world = {0.0f, 0.0f, width, height};
  else if (height < kLow && width >= kSideBySide)
    fillLow(layout, width, height, tab, shares);
  else if (width >= kColumnAt)
    fillWide(layout, width, height, tab, shares);
  else
    fillNarrow(layout, width, height, tab, shares);
  return layout;
}

std::optional<StageBorder> borderAt(const StageLayout& layout, float x, float y) {
  const PanelArea& world = layout.world;
  if (isEmpty(world)) return std::nullopt;
  const float right = world.x + world.width, bottom = world.y + world.height;
  bool beside = false, below = false;
  for (const PanelArea* panel : {&layout.river, &layout.decision, &layout.table, &layout.tabs}) {
    if (isEmpty(*panel)) continue;
    beside = beside || panel->x >= right;
    below = below || (panel->x < right && panel->y >= bottom);
  }
  if (beside && std::abs(x - right) <= kGrip) return StageBorder::kBeside;
  if (below && x < right && std::abs(y - bottom) <= kGrip) return StageBorder::kBelow;
  return std::nullopt;
}

StageShares withBorderAt(StageBorder border, float x, float y, float width, float height, StageShares shares) {
  float& share = border == StageBorder::kBelow ? shares.below : shares.beside;
  share =
      std::clamp(border == StageBorder::kBelow ? 1.0f - (y + kGap) / height : 1.0f - (x + kGap) / width, 0.01f, 0.99f);
  return shares;
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

std::vector<StageTab> tabsOf(const StageLayout& layout) {
  if (isEmpty(layout.tabs)) return {};
  if (!isEmpty(layout.phase)) return {StageTab::kDecision, StageTab::kParticles};  // the river is beside them
  return {StageTab::kRiver, StageTab::kDecision, StageTab::kParticles};
}

StageTab tabAfter(const StageLayout& layout, StageTab current, int by) {
  const std::vector<StageTab> tabs = tabsOf(layout);
  if (tabs.empty()) return current;
  // The river's tab may have gone with a larger view: the first is shown then.
  const auto known = std::find(tabs.begin(), tabs.end(), current);
  const auto place = known == tabs.end() ? 0 : known - tabs.begin(), count = static_cast<std::ptrdiff_t>(tabs.size());
  return tabs[static_cast<std::size_t>(((place + by) % count + count) % count)];
}

}  // namespace spolab

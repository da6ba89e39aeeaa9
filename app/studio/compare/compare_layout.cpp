#include "app/studio/compare/compare_layout.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

constexpr float kGap = 1.0f;  ///< hairline between panels
/// Smaller views leave out the world first, then the rivers.
constexpr float kWorldFrom = 760.0f, kRiversFrom = 520.0f, kHighFrom = 440.0f;
constexpr float kFacts = 264.0f;
constexpr float kHead = 68.0f;

}  // namespace

FreezeLayout FreezeLayout::of(float width, float height) {
  FreezeLayout layout;
  const bool rivers = height >= kHighFrom && width >= kRiversFrom;
  const float top = rivers ? std::floor(std::clamp(0.58f * height, 280.0f, 420.0f)) : height;
  float x = 0.0f;
  if (width >= kWorldFrom) {
    layout.world = {0.0f, 0.0f, std::floor(0.28f * width), top};
    x = layout.world.width + kGap;
  }
  const float facts = std::floor(std::min(kFacts, 0.45f * (width - x)));
  layout.chart = {x, 0.0f, width - x - facts - kGap, top};
  layout.facts = {width - facts, 0.0f, facts, top};
  if (!rivers) return layout;
  const float half = std::floor(0.5f * (width - kGap));
  layout.before = {0.0f, top + kGap, half, height - top - kGap};
  layout.after = {half + kGap, top + kGap, width - half - kGap, height - top - kGap};
  return layout;
}

ShootOutLayout ShootOutLayout::of(float width, float height, int contenders) {
  ShootOutLayout layout;
  float top = 0.0f;
  if (width >= kRiversFrom && height >= kHighFrom) {
    top = std::floor(std::clamp(0.30f * height, 160.0f, 240.0f));
    float x = 0.0f;
    if (width >= kWorldFrom) {
      layout.world = {0.0f, 0.0f, std::floor(0.28f * width), top};
      x = layout.world.width + kGap;
    }
    layout.facts = {x, 0.0f, width - x, top};
    top += kGap;
  }
  const float below = height - top;
  const float river = below >= 320.0f ? std::floor(0.40f * (below - kHead)) : 0.0f;
  const auto count = static_cast<float>(std::max(contenders, 1));
  const float step = std::floor((width + kGap) / count);
  for (int k = 0; k < contenders; ++k) {
    const float x = step * static_cast<float>(k);
    const float wide = k + 1 == contenders ? width - x : step - kGap;
    ShootOutLayout::Pane pane;
    pane.head = {x, top, wide, kHead};
    float y = top + kHead + kGap;
    if (river > 0.0f) {
      pane.river = {x, y, wide, river};
      y += river + kGap;
    }
    pane.chart = {x, y, wide, height - y};
    layout.panes.push_back(pane);
  }
  return layout;
}

}  // namespace spolab

#include "render/panels/river_flow.h"

#include <algorithm>
#include <cmath>

namespace spolab::panel {
namespace {

using Bundle = RiverDensity::Bundle;
using Row = RiverDensity::Row;

constexpr float kEvenWidth = 0.11f;     // of a column's distance: half the width where all rows weigh the same
constexpr float kWidest = 0.36f;        // of a column's distance: half the width that no row exceeds
constexpr float kRibbon = 0.30f;        // alpha of a ribbon whose particles weigh as much as the mean
constexpr float kExtinctRibbon = 0.3f;  // of the alpha, for ribbons without descendants at the end
constexpr float kExtinctRow = 0.55f;
constexpr float kUnfocused = 0.25f;
constexpr float kHollow = 0.75f;
constexpr float kThinnest = 0.15f;  // half a width that can still be seen
constexpr float kFringe = 1.0f;     // points over which an edge fades
constexpr int kCurve = 10;          // pieces of a ribbon that rises or falls, at most
constexpr float kPiece = 5.0f;      // points each is long where the ribbon is shorter

/// A strip between two lines of `count` points each, filled with a colour per pair.
struct Strip {
  ImDrawList& list;
  ImVec2 white = ImGui::GetFontTexUvWhitePixel();

  void fill(const ImVec2* left, const ImVec2* right, const ImU32* leftColour, const ImU32* rightColour, int count) {
    if (count < 2) return;
    list.PrimReserve(6 * (count - 1), 2 * count);
    const unsigned int first = list._VtxCurrentIdx;
    for (int k = 0; k + 1 < count; ++k) {
      const unsigned int at = first + 2u * static_cast<unsigned int>(k);
      for (const unsigned int corner : {at, at + 1, at + 2, at + 2, at + 1, at + 3})
        list.PrimWriteIdx(static_cast<ImDrawIdx>(corner));
    }
    for (int k = 0; k < count; ++k) {
      list.PrimWriteVtx(left[k], white, leftColour[k]);
      list.PrimWriteVtx(right[k], white, rightColour[k]);
    }
  }
};

RiverDensity::Stretch between(const RiverDensity::Stretch& a, const RiverDensity::Stretch& b, float share) {
  return {a.low + share * (b.low - a.low), a.high + share * (b.high - a.high)};
}

}  // namespace

float RiverFlow::halfWidth(float weight) const {
  const float spacing = layout_.columnX.size() > 1 ? layout_.columnX[1] - layout_.columnX[0] : 80.0f;
  const float widest = std::min(kWidest * spacing, 22.0f), even = std::min(kEvenWidth * spacing, 7.0f);
  const float ratio = weight * layout_.field.height / RiverDensity::kRow;
  return widest * (1.0f - std::exp(-even * std::max(ratio, 0.0f) / widest));
}

std::vector<float> RiverFlow::widths(int depth, float weighed, bool focusedOnly) const {
  const auto rows = static_cast<std::size_t>(density_.rows);
  std::vector<float> weights(rows), out(rows);
  for (int r = 0; r < density_.rows; ++r) {
    const Row& row = density_.at(depth, r);
    weights[static_cast<std::size_t>(r)] = focusedOnly ? row.focused : row.before + weighed * (row.after - row.before);
  }
  const auto at = [&](std::size_t r) { return weights[std::min(r, rows - 1)]; };
  for (std::size_t r = 0; r < rows; ++r)  // few particles in a row would make a ragged edge
    out[r] = halfWidth(0.25f * at(r == 0 ? 0 : r - 1) + 0.5f * at(r) + 0.25f * at(r + 1));
  return out;
}

void RiverFlow::paintShape(int depth, float x, float rise, const std::vector<float>& widths, float neutral,
                           float alpha) const {
  const Theme& theme = panel_.theme();
  std::vector<ImVec2> core[2], edge[2], outer[2];
  std::vector<ImU32> filled, solid, clear;
  const auto flush = [&] {
    Strip strip{panel_.list()};
    const int count = static_cast<int>(solid.size());
    const bool outlined = filled != solid;
    const auto& inside = outlined ? core : edge;
    strip.fill(inside[0].data(), inside[1].data(), filled.data(), filled.data(), count);
    for (const int side : {0, 1}) {
      if (outlined) strip.fill(edge[side].data(), core[side].data(), solid.data(), solid.data(), count);
      strip.fill(outer[side].data(), edge[side].data(), clear.data(), solid.data(), count);
      for (auto* points : {&core[side], &edge[side], &outer[side]}) points->clear();
    }
    for (auto* colours : {&filled, &solid, &clear}) colours->clear();
  };
  for (int r = 0; r < density_.rows; ++r) {
    const Row& row = density_.at(depth, r);
    const float half = widths[static_cast<std::size_t>(r)];
    if (half < kThinnest) {
      flush();
      continue;
    }
    float y = layout_.field.y + RiverDensity::kRow * (static_cast<float>(r) + 0.5f);
    y = layout_.rootY + rise * (y - layout_.rootY);
    const Colour colour = mix(mix(row.colour, theme.surface[2], neutral), theme.surface[0],
                              1.0f - alpha * (kExtinctRow + (1.0f - kExtinctRow) * row.alive));
    for (const int side : {0, 1}) {
      const float sign = side == 0 ? -1.0f : 1.0f;
      core[side].push_back({x + sign * std::max(half - kFringe, 0.0f), y});
      edge[side].push_back({x + sign * half, y});
      outer[side].push_back({x + sign * (half + kFringe), y});
    }
    // What has ended is hollow, as its circles are.
    filled.push_back(packed(mix(colour, theme.surface[0], kHollow * row.ended * (1.0f - neutral))));
    solid.push_back(packed(colour));
    clear.push_back(packed(colour, 0.0f));
  }
  flush();
}

void RiverFlow::drawColumn(int depth, const DepthProgress& progress, float pale) const {
  if (progress.moved <= 0.0f) return;
  const float to = layout_.columnX[static_cast<std::size_t>(depth)];
  const RiverLayout::Band* band = depth > 0 ? &layout_.bands[static_cast<std::size_t>(depth) - 1] : nullptr;
  const float from = band == nullptr                          ? layout_.rootX
                     : band->event == ResampleEvent::kApplied ? band->right
                                                              : layout_.columnX[static_cast<std::size_t>(depth) - 1];
  const float x = from + progress.moved * (to - from);
  const float rise = depth == 0 ? eased(progress.moved) : 1.0f;
  const float alpha = pale * (focus_ ? kUnfocused : 1.0f) * (depth > 0 ? progress.moved : 1.0f);
  paintShape(depth, x, rise, widths(depth, progress.weighed, false), 1.0f - progress.weighed, alpha);
  if (focus_) paintShape(depth, x, rise, widths(depth, progress.weighed, true), 1.0f - progress.weighed, pale);
  if (progress.moved < 1.0f) return;
  outlineChosen(depth, progress, pale * (focus_ ? kUnfocused : 1.0f));
}

void RiverFlow::outlineChosen(int depth, const DepthProgress& progress, float alpha) const {
  const Theme& theme = panel_.theme();
  const float x = layout_.columnX[static_cast<std::size_t>(depth)];
  const std::vector<float> half = widths(depth, progress.weighed, false);
  for (const float side : {-1.0f, 1.0f}) {
    std::vector<ImVec2> line;
    const auto stroke = [&] {
      if (line.size() > 1)
        panel_.list().AddPolyline(line.data(), static_cast<int>(line.size()), packed(theme.selection, 0.9f * alpha), 0,
                                  1.0f);
      line.clear();
    };
    for (int r = 0; r < density_.rows; ++r) {
      const float width = half[static_cast<std::size_t>(r)];
      if (!density_.at(depth, r).chosen || width < kThinnest)
        stroke();
      else
        line.push_back(
            {x + side * (width + 0.75f), layout_.field.y + RiverDensity::kRow * (static_cast<float>(r) + 0.5f)});
    }
    stroke();
  }
}

void RiverFlow::ribbon(const Station& from, const Station& to, float reach, const Colour& colour) const {
  if (reach <= 0.0f) return;
  const float bend = std::max(std::abs(from.low - to.low), std::abs(from.high - to.high));
  const int fitting = std::clamp(static_cast<int>(std::ceil((to.x - from.x) / kPiece)), 2, kCurve);
  const int pieces = bend < 1.0f ? 1 : bend < 8.0f ? std::min(fitting, kCurve / 2) : fitting;
  ImVec2 low[kCurve + 1], high[kCurve + 1];
  ImU32 colours[kCurve + 1];
  for (int k = 0; k <= pieces; ++k) {
    const float t = reach * static_cast<float>(k) / static_cast<float>(pieces), s = eased(t);
    const float x = from.x + t * (to.x - from.x);
    low[k] = {x, from.low + s * (to.low - from.low)};
    high[k] = {x, from.high + s * (to.high - from.high)};
    colours[k] = packed(colour);
  }
  Strip{panel_.list()}.fill(low, high, colours, colours, pieces + 1);
  // A line along the upper edge keeps neighbours apart and shows the finest ribbons.
  panel_.list().AddPolyline(low, pieces + 1, packed(colour, 0.9f), 0, 1.0f);
}

Colour RiverFlow::ribbonColour(const Bundle& bundle) const {
  const Theme& theme = panel_.theme();
  const float particles = static_cast<float>(layout_.order.size()) / static_cast<float>(layout_.columnX.size());
  const float mean = bundle.weight * particles / static_cast<float>(bundle.children);
  const float strength = std::clamp(std::sqrt(mean), 0.3f, 1.8f);
  const float alive = kExtinctRibbon + (1.0f - kExtinctRibbon) * bundle.alive;
  if (!focus_) return theme.textDim.withAlpha(kRibbon * strength * alive);
  return mix(theme.textDim, theme.accent, 0.8f * bundle.focused)
      .withAlpha(kRibbon * strength * alive * (kUnfocused + (1.4f - kUnfocused) * bundle.focused));
}

void RiverFlow::drawRibbon(int depth, const Bundle& bundle, const DepthProgress& progress, const Colour& colour) const {
  Station at{layout_.rootX, bundle.from.low, bundle.from.high};
  if (depth > 0) {
    const auto before = static_cast<std::size_t>(depth) - 1;
    const RiverLayout::Band& band = layout_.bands[before];
    at.x = layout_.columnX[before];
    if (band.event == ResampleEvent::kApplied) {
      const float again = progress.reach > 0.0f ? 1.0f : progress.drawnAgain;
      const auto thinned = between(bundle.from, bundle.thinned, again);
      ribbon(at, {band.left, thinned.low, thinned.high}, std::min(2.0f * again, 1.0f), colour);
      ribbon({band.left, thinned.low, thinned.high}, {band.right, bundle.entry.low, bundle.entry.high},
             std::max(2.0f * again - 1.0f, 0.0f), colour);
      at = {band.right, bundle.entry.low, bundle.entry.high};
    }
  }
  const auto to = between(bundle.entry, bundle.to, progress.weighed);
  ribbon(at, {layout_.columnX[static_cast<std::size_t>(depth)], to.low, to.high}, progress.reach, colour);
}

void RiverFlow::drawRibbons(int depth, const DepthProgress& progress) const {
  const auto d = static_cast<std::size_t>(depth);
  if (depth > 0 && layout_.bands[d - 1].event == ResampleEvent::kApplied) {
    const float x = layout_.columnX[d - 1], end = layout_.bands[d - 1].left;
    for (const RiverDensity::Stretch& stretch : density_.dying[d]) {
      const float middle = 0.5f * (stretch.low + stretch.high);
      ribbon({x, stretch.low, stretch.high}, {end, middle, middle}, progress.drawnAgain,
             panel_.theme().textDim.withAlpha(0.5f * kRibbon * (focus_ ? kUnfocused : 1.0f)));
    }
  }
  for (const Bundle& bundle : density_.bundles[d]) drawRibbon(depth, bundle, progress, ribbonColour(bundle));
}

int RiverFlow::rowAt(int depth, ImVec2 mouse) const {
  const float y = mouse.y - layout_.field.y;
  if (y < 0.0f || y >= layout_.field.height) return -1;
  const int index = std::min(static_cast<int>(y / RiverDensity::kRow), density_.rows - 1);
  const float reach = std::max(halfWidth(density_.at(depth, index).after), 3.0f) + 2.0f;
  const bool near = std::abs(mouse.x - layout_.columnX[static_cast<std::size_t>(depth)]) <= reach;
  return near && density_.at(depth, index).heaviest >= 0 ? index : -1;
}

}  // namespace spolab::panel

#include "render/interface_runs.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

/// Pixels from which on a way of painting of its own costs less than changing to it and back.
constexpr float kWorthAChange = 6000.0f;
/// Of a run: the shorter, the more of a frame can be left out where only part of it is drawn.
constexpr std::size_t kMostIndices = 3 * 256;

constexpr ImU32 kFull = 255u << IM_COL32_A_SHIFT;

struct Corners {
  const ImDrawVert &a, &b, &c;

  [[nodiscard]] float area() const {
    return 0.5f * std::abs((b.pos.x - a.pos.x) * (c.pos.y - a.pos.y) - (c.pos.x - a.pos.x) * (b.pos.y - a.pos.y));
  }
  [[nodiscard]] InterfacePaint paint(const ImVec2& white) const {
    const auto isWhite = [&](const ImDrawVert& at) { return at.uv.x == white.x && at.uv.y == white.y; };
    if (!isWhite(a) || !isWhite(b) || !isWhite(c)) return InterfacePaint::kGlyphs;
    return (a.col & b.col & c.col & kFull) == kFull ? InterfacePaint::kOpaque : InterfacePaint::kPlain;
  }
};

/// A run while it grows, in points.
struct Growing {
  InterfaceRun run;
  ImVec2 low, high;
  float area = 0.0f;

  void add(const Corners& corners) {
    for (const ImDrawVert* at : {&corners.a, &corners.b, &corners.c}) {
      low = {std::min(low.x, at->pos.x), std::min(low.y, at->pos.y)};
      high = {std::max(high.x, at->pos.x), std::max(high.y, at->pos.y)};
    }
    area += corners.area();
    run.indices += 3;
  }
};

class Runs {
 public:
  Runs(const ImDrawData& data, const ImVec2& white)
      : data_(data), white_(white), perPoint_(data.FramebufferScale.x * data.FramebufferScale.y) {}

  void add(const ImDrawList& list) {
    for (const ImDrawCmd& command : list.CmdBuffer)
      if (command.UserCallback == nullptr) add(list, command);
    indices_ += static_cast<std::size_t>(list.IdxBuffer.Size);
    vertices_ += static_cast<std::size_t>(list.VtxBuffer.Size);
  }
  [[nodiscard]] std::vector<InterfaceRun> take() { return std::move(runs_); }

 private:
  void add(const ImDrawList& list, const ImDrawCmd& command) {
    const PixelArea clip =
        pixelsOf({command.ClipRect.x, command.ClipRect.y}, {command.ClipRect.z, command.ClipRect.w}, data_);
    if (clip.width == 0 || clip.height == 0) return;
    const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
    const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
    Growing growing;
    for (std::size_t i = 0; i < command.ElemCount; i += 3) {
      const Corners corners{vertices[indices[i]], vertices[indices[i + 1]], vertices[indices[i + 2]]};
      const InterfacePaint paint = corners.paint(white_);
      if (i == 0 || paint != growing.run.paint || growing.run.indices == kMostIndices) {
        if (i != 0) finish(growing, command);
        growing = {{paint, indices_ + command.IdxOffset + i, 0, vertices_ + command.VtxOffset, clip, {}},
                   corners.a.pos,
                   corners.a.pos};
      }
      growing.add(corners);
    }
    if (growing.run.indices > 0) finish(growing, command);
  }

  void finish(Growing& growing, const ImDrawCmd& command) {
    const ImVec4& clip = command.ClipRect;
    growing.run.bounds = pixelsOf({std::max(growing.low.x, clip.x), std::max(growing.low.y, clip.y)},
                                  {std::min(growing.high.x, clip.z), std::min(growing.high.y, clip.w)}, data_);
    if (growing.area * perPoint_ < kWorthAChange) growing.run.paint = InterfacePaint::kGlyphs;
    if (growing.run.bounds.width > 0 && growing.run.bounds.height > 0) runs_.push_back(growing.run);
  }

  const ImDrawData& data_;
  ImVec2 white_;
  float perPoint_;                          ///< pixels in a square point
  std::size_t indices_ = 0, vertices_ = 0;  ///< of the lists before
  std::vector<InterfaceRun> runs_;
};

}  // namespace

std::vector<InterfaceRun> interfaceRuns(const ImDrawData& data, const ImVec2& white) {
  Runs runs(data, white);
  for (int i = 0; i < data.CmdListsCount; ++i) runs.add(*data.CmdLists[i]);
  return runs.take();
}

}  // namespace spolab

#include "render/interface_changes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include <imgui.h>

namespace spolab {
namespace {

constexpr double kWorthATurn = 1.1;                  ///< of the pixels: what drawing an area of its own costs besides
constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15u;  // 2⁶⁴ over the golden ratio

std::uint64_t mixed(std::uint64_t digest, std::uint64_t word) {
  digest = (digest ^ word) * kOdd;
  return digest ^ digest >> 32;
}

std::uint64_t mixed(std::uint64_t digest, const void* data, std::size_t bytes) {
  const auto* at = static_cast<const unsigned char*>(data);
  std::uint64_t word = 0;
  for (; bytes >= sizeof word; at += sizeof word, bytes -= sizeof word) {
    std::memcpy(&word, at, sizeof word);
    digest = mixed(digest, word);
  }
  word = bytes;
  std::memcpy(&word, at, bytes);
  return mixed(digest, word);
}

long pixels(const PixelArea& area) { return static_cast<long>(area.width) * area.height; }

PixelArea around(const PixelArea& a, const PixelArea& b) {
  const int left = std::min(a.x, b.x), top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left, std::max(a.y + a.height, b.y + b.height) - top};
}

/// The triangles of one command: where they are in the list's buffers.
struct Triangles {
  const ImDrawIdx* indices;
  std::size_t count;
  ImDrawIdx lowest;
  const ImDrawVert* vertices;  ///< the one of the lowest index
  std::size_t used;
};

Triangles trianglesOf(const ImDrawList& list, const ImDrawCmd& command) {
  const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
  const auto [low, high] = std::minmax_element(indices, indices + command.ElemCount);
  return {indices, command.ElemCount, *low, list.VtxBuffer.Data + command.VtxOffset + *low,
          static_cast<std::size_t>(*high - *low) + 1};
}

/// Wherever in the buffers they are.
std::uint64_t digestOf(const Triangles& triangles, std::uint64_t digest) {
  for (std::size_t i = 0; i < triangles.count; i += 3) {
    std::uint64_t corners = 0;
    for (std::size_t corner = 0; corner < 3; ++corner)
      corners = corners << 21 | static_cast<std::uint64_t>(triangles.indices[i + corner] - triangles.lowest);
    digest = mixed(digest, corners);
  }
  return mixed(digest, triangles.vertices, triangles.used * sizeof(ImDrawVert));
}

/// All pixels whose middle may lie in one of the triangles.
PixelArea boundsOf(const Triangles& triangles, const ImVec4& clip, const ImDrawData& data) {
  ImVec2 low(clip.z, clip.w), high(clip.x, clip.y);
  for (std::size_t i = 0; i < triangles.used; ++i) {
    const ImVec2& at = triangles.vertices[i].pos;
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
  }
  return pixelsOf({std::max(low.x, clip.x), std::max(low.y, clip.y)},
                  {std::min(high.x, clip.z), std::min(high.y, clip.w)}, data);
}

}  // namespace

PixelArea pixelsOf(const ImVec2& low, const ImVec2& high, const ImDrawData& data) {
  const ImVec2 scale = data.FramebufferScale, origin = data.DisplayPos;
  const int left = std::max(0, static_cast<int>(std::floor((low.x - origin.x) * scale.x)));
  const int top = std::max(0, static_cast<int>(std::floor((low.y - origin.y) * scale.y)));
  const int right = std::min(static_cast<int>(std::lround(data.DisplaySize.x * scale.x)),
                             static_cast<int>(std::ceil((high.x - origin.x) * scale.x)));
  const int bottom = std::min(static_cast<int>(std::lround(data.DisplaySize.y * scale.y)),
                              static_cast<int>(std::ceil((high.y - origin.y) * scale.y)));
  return {left, top, std::max(0, right - left), std::max(0, bottom - top)};
}

PixelArea common(const PixelArea& a, const PixelArea& b) {
  const int left = std::max(a.x, b.x), top = std::max(a.y, b.y);
  return {left, top, std::max(0, std::min(a.x + a.width, b.x + b.width) - left),
          std::max(0, std::min(a.y + a.height, b.y + b.height) - top)};
}

void addArea(std::vector<PixelArea>& areas, const PixelArea& area) {
  if (area.width <= 0 || area.height <= 0) return;
  PixelArea grown = area;
  const auto oneIsCheaper = [&](const PixelArea& other) {
    return static_cast<double>(pixels(around(other, grown))) <
           kWorthATurn * static_cast<double>(pixels(other) + pixels(grown));
  };
  for (auto at = std::find_if(areas.begin(), areas.end(), oneIsCheaper); at != areas.end();
       at = std::find_if(areas.begin(), areas.end(), oneIsCheaper)) {
    grown = around(grown, *at);
    areas.erase(at);
  }
  areas.push_back(grown);
}

std::vector<PixelArea> outside(const PixelArea& area, const PixelArea& hole) {
  const int right = area.x + area.width, low = area.y + area.height;
  const int holeLeft = std::clamp(hole.x, area.x, right), holeRight = std::clamp(hole.x + hole.width, area.x, right);
  const int holeTop = std::clamp(hole.y, area.y, low), holeLow = std::clamp(hole.y + hole.height, area.y, low);
  if (holeLeft >= holeRight || holeTop >= holeLow) return {area};
  std::vector<PixelArea> parts = {{area.x, area.y, area.width, holeTop - area.y},
                                  {area.x, holeLow, area.width, low - holeLow},
                                  {area.x, holeTop, holeLeft - area.x, holeLow - holeTop},
                                  {holeRight, holeTop, right - holeRight, holeLow - holeTop}};
  std::erase_if(parts, [](const PixelArea& part) { return part.width == 0 || part.height == 0; });
  return parts;
}

std::vector<PixelArea> InterfaceChanges::since(const ImDrawData& data) {
  std::vector<Piece> pieces;
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.UserCallback != nullptr || command.ElemCount == 0) continue;
      const Triangles triangles = trianglesOf(list, command);
      Piece piece;
      piece.bounds = boundsOf(triangles, command.ClipRect, data);
      // Of equal triangles in another list the order of drawing may be another.
      piece.digest = mixed(static_cast<std::uint64_t>(i) + 1, &command.ClipRect, sizeof command.ClipRect);
      piece.digest = digestOf(triangles, piece.digest);
      pieces.push_back(piece);
    }
  }
  const auto earlier = [](const Piece& a, const Piece& b) { return a.digest < b.digest; };
  std::sort(pieces.begin(), pieces.end(), earlier);
  std::vector<Piece> differing;
  std::set_symmetric_difference(pieces.begin(), pieces.end(), pieces_.begin(), pieces_.end(),
                                std::back_inserter(differing), earlier);
  pieces_ = std::move(pieces);
  std::vector<PixelArea> areas;
  for (const Piece& piece : differing) addArea(areas, piece.bounds);
  return areas;
}

}  // namespace spolab

#pragma once

#include <array>
#include <cstdint>

#include "envs/rubiks_cube/rubiks_cube.h"

/// Where the stickers sit in space: the one place that ties sticker numbers to the world frame of core/trace/vec.h.
///
///          z = Up
///          |   y = Back            Front = −y faces the viewer, Left = −x, Down = −z
///          |  /
///          | /
///          +-------- x = Right
namespace spolab::cube {

/// Whole-number vector; cubies sit at coordinates −1, 0, 1.
struct Cell {
  int x = 0, y = 0, z = 0;
  friend constexpr bool operator==(const Cell&, const Cell&) = default;
  friend constexpr Cell operator+(Cell a, Cell b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Cell operator*(int k, Cell a) { return {k * a.x, k * a.y, k * a.z}; }
};

constexpr int dot(Cell a, Cell b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Cell cross(Cell a, Cell b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }

/// How a face lies in space: outward normal, and the directions in which its columns and rows count up.
struct FaceFrame {
  Cell normal, column, row;
};

inline constexpr std::array<FaceFrame, kFaces> kFaceFrames{{
    {{0, 0, 1}, {1, 0, 0}, {0, -1, 0}},    // Up
    {{0, -1, 0}, {1, 0, 0}, {0, 0, -1}},   // Front
    {{1, 0, 0}, {0, 1, 0}, {0, 0, -1}},    // Right
    {{0, 1, 0}, {-1, 0, 0}, {0, 0, -1}},   // Back
    {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}},  // Left
    {{0, 0, -1}, {1, 0, 0}, {0, 1, 0}},    // Down
}};

/// The cubie that carries sticker `i`.
constexpr Cell cubieOf(int i) {
  const FaceFrame& frame = kFaceFrames[static_cast<std::size_t>(i / 9)];
  return frame.normal + (i % 3 - 1) * frame.column + (i % 9 / 3 - 1) * frame.row;
}

constexpr Cell normalOf(int i) { return kFaceFrames[static_cast<std::size_t>(i / 9)].normal; }

/// Sticker numbers of the eight corners: the Up or Down sticker first, then clockwise as seen from outside.
using Corners = std::array<std::array<std::uint8_t, 3>, 8>;
/// Sticker numbers of the twelve edges: the Up or Down sticker first, else the Front or Back one.
using Edges = std::array<std::array<std::uint8_t, 2>, 12>;

constexpr Corners findCorners() {
  Corners corners{};
  std::size_t n = 0;
  for (int i = 0; i < kStickers; ++i) {
    const bool upOrDown = i / 9 == kUp || i / 9 == kDown;
    if (!upOrDown || dot(cubieOf(i), cubieOf(i)) != 3) continue;
    std::array<int, 2> others{};
    std::size_t found = 0;
    for (int j = 0; j < kStickers; ++j)
      if (j != i && cubieOf(j) == cubieOf(i)) others[found++] = j;
    const bool clockwise = dot(cross(normalOf(i), normalOf(others[0])), normalOf(others[1])) < 0;
    corners[n++] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(others[clockwise ? 0 : 1]),
                    static_cast<std::uint8_t>(others[clockwise ? 1 : 0])};
  }
  return corners;
}

constexpr Edges findEdges() {
  Edges edges{};
  std::size_t n = 0;
  const auto rank = [](int i) {
    return i / 9 == kUp || i / 9 == kDown ? 0 : i / 9 == kFront || i / 9 == kBack ? 1 : 2;
  };
  for (int i = 0; i < kStickers; ++i) {
    if (dot(cubieOf(i), cubieOf(i)) != 2) continue;
    for (int j = 0; j < kStickers; ++j)
      if (cubieOf(j) == cubieOf(i) && rank(i) < rank(j))
        edges[n++] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j)};
  }
  return edges;
}

inline constexpr Corners kCorners = findCorners();
inline constexpr Edges kEdges = findEdges();

}  // namespace spolab::cube

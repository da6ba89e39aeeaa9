#include "envs/sokoban/board_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "envs/sokoban/board_frame.h"

namespace spolab::sokoban {
namespace {

constexpr float kMarkTop = 0.036f;  // above tiles and targets
constexpr float kMarkThickness = 0.02f;
constexpr float kNothing = std::numeric_limits<float>::infinity();

bool isBox(std::uint8_t cell) { return cell == kBox || cell == kBoxOnTarget; }

/// Walls that stand beside floor are drawn; others may be left out and must not be in the way.
bool isDrawnWall(const Level& level, int row, int column) {
  if (level.at(row, column) != kWall) return false;
  for (int r = std::max(0, row - 1); r <= std::min(level.rows - 1, row + 1); ++r)
    for (int c = std::max(0, column - 1); c <= std::min(level.columns - 1, column + 1); ++c)
      if (level.at(r, c) != kWall) return true;
  return false;
}

/// Distance along `ray` to an upright block of half width `half` from the floor to `top`, or infinity.
float distanceTo(const PointerRay& ray, Vec3 middle, float half, float top) {
  const std::array<float, 3> origin{ray.origin.x, ray.origin.y, ray.origin.z};
  const std::array<float, 3> direction{ray.direction.x, ray.direction.y, ray.direction.z};
  const std::array<float, 3> low{middle.x - half, middle.y - half, 0.0f};
  const std::array<float, 3> high{middle.x + half, middle.y + half, top};
  float enter = 0.0f, leave = kNothing;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (std::abs(direction[axis]) < 1e-6f) {
      if (origin[axis] < low[axis] || origin[axis] > high[axis]) return kNothing;
      continue;
    }
    const float a = (low[axis] - origin[axis]) / direction[axis], b = (high[axis] - origin[axis]) / direction[axis];
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  }
  return enter <= leave ? enter : kNothing;
}

void addPlate(const Frame& frame, Vec3 middle, float half, Look look, Scene& scene) {
  const float side = frame.cell * half, thickness = frame.cell * kMarkThickness;
  scene.boxes.push_back({{middle, {}}, {side, side, thickness}, thickness, look});
}

void addStroke(Vec3 from, Vec3 to, float width, Look look, Scene& scene) {
  scene.strips.push_back({{from, to}, width, look});
}

void addCross(const Frame& frame, float row, float column, Scene& scene) {
  constexpr float kArm = 0.26f, kHeight = 0.06f;
  const Look look{ColourRole::kFruit, 1.0f, 0.4f};
  for (const float side : {-1.0f, 1.0f})
    addStroke(frame.at(row - kArm, column - side * kArm, kHeight), frame.at(row + kArm, column + side * kArm, kHeight),
              0.09f * frame.cell, look, scene);
}

void addBrackets(const Frame& frame, float row, float column, Scene& scene) {
  constexpr float kHalf = 0.40f, kHeight = 2.0f * kBoxHalf + 0.06f;
  const Look look{ColourRole::kFruit, 1.0f, 0.5f};
  const std::array<Vec3, 4> corners{
      frame.at(row - kHalf, column - kHalf, kHeight), frame.at(row - kHalf, column + kHalf, kHeight),
      frame.at(row + kHalf, column + kHalf, kHeight), frame.at(row + kHalf, column - kHalf, kHeight)};
  for (std::size_t i = 0; i < corners.size(); ++i)
    addStroke(corners[i], corners[(i + 1) % corners.size()], 0.07f * frame.cell, look, scene);
}

void addGhostBox(const Frame& frame, float row, float column, Scene& scene) {
  const float half = frame.cell * kBoxHalf;
  scene.boxes.push_back({{frame.at(row, column, kBoxHalf + kTileTop), {}},
                         {half, half, half},
                         0.09f * frame.cell,
                         {ColourRole::kBox, 0.55f, 0.0f}});
}

}  // namespace

std::optional<BoardPoint> hitOf(const Board& board, const Level& level, const PointerRay& ray) {
  const Frame frame(board);
  std::optional<BoardPoint> hit = cellUnder(board, ray, 0.0f);
  float nearest = kNothing;
  for (int row = 0; row < level.rows; ++row)
    for (int column = 0; column < level.columns; ++column) {
      const bool box = isBox(level.at(row, column));
      if (!box && !isDrawnWall(level, row, column)) continue;
      const Vec3 middle = frame.at(static_cast<float>(row), static_cast<float>(column), 0.0f);
      const float distance = distanceTo(ray, middle, frame.cell * (box ? kBoxHalf : kWallHalf),
                                        frame.cell * (box ? 2.0f * kBoxHalf + kTileTop : kWallHeight));
      if (distance >= nearest) continue;
      nearest = distance;
      hit = BoardPoint{row, column, (ray.origin.z + distance * ray.direction.z) / frame.cell};
    }
  return hit;
}

std::optional<BoardPoint> cellUnder(const Board& board, const PointerRay& ray, float height) {
  const Frame frame(board);
  if (ray.direction.z > -1e-4f) return std::nullopt;
  const float distance = (frame.cell * height - ray.origin.z) / ray.direction.z;
  if (distance < 0.0f) return std::nullopt;
  const float x = ray.origin.x + distance * ray.direction.x, y = ray.origin.y + distance * ray.direction.y;
  const float column = std::round(x / frame.cell + frame.half), row = std::round(frame.half - y / frame.cell);
  const auto size = static_cast<float>(board.size());
  if (!(row >= 0.0f && column >= 0.0f && row < size && column < size)) return std::nullopt;
  return BoardPoint{static_cast<int>(row), static_cast<int>(column), height};
}

void addMark(const Board& board, int row, int column, Mark mark, Scene& scene) {
  const Frame frame(board);
  const auto r = static_cast<float>(row), c = static_cast<float>(column);
  const Vec3 middle = frame.at(r, c, kMarkTop);
  switch (mark) {
    case Mark::kWay:
      return addPlate(frame, middle, 0.13f, {ColourRole::kAgentSoft, 0.9f, 0.2f}, scene);
    case Mark::kGoal:
      return addPlate(frame, middle, 0.30f, {ColourRole::kAgentSoft, 0.9f, 0.4f}, scene);
    case Mark::kReach:
      return addPlate(frame, middle, 0.44f, {ColourRole::kBoxOnTarget, 0.4f, 0.0f}, scene);
    case Mark::kRefused:
      return addCross(frame, r, c, scene);
    case Mark::kGhostBox:
      return addGhostBox(frame, r, c, scene);
    case Mark::kLost:
      return addBrackets(frame, r, c, scene);
  }
}

}  // namespace spolab::sokoban

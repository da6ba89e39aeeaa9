#include "envs/snake/winding.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace spolab::snake {
namespace {

Vec3 floorPoint(int cell, int size) {
  const Vec3 centre = centreOf(cell, size);
  return {centre.x, centre.y, 0.0f};
}

Vec3 minus(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, 0.0f}; }
/// a + s·b
Vec3 plus(const Vec3& a, float s, const Vec3& b) { return {a.x + s * b.x, a.y + s * b.y, 0.0f}; }

}  // namespace

Winding::Winding(const Position& position, int direction, float moved, bool tailFollows)
    : tail_(tailFollows ? moved : 0.0f), head_(static_cast<float>(position.body.size() - 1) + moved) {
  cells_.reserve(position.body.size() + 1);
  for (std::size_t i = position.body.size(); i-- > 0;) cells_.push_back(floorPoint(position.body[i], position.size));
  if (direction < 0) return;
  constexpr std::array<Vec3, kDirections> kSteps{{{0, 1, 0}, {1, 0, 0}, {0, -1, 0}, {-1, 0, 0}}};
  cells_.push_back(plus(cells_.back(), 1.0f, kSteps[static_cast<std::size_t>(direction)]));
}

float Winding::roundness(std::size_t cell) const {
  const auto place = static_cast<float>(cell);
  const float inside = std::clamp(std::min(head_ - place, place - tail_), 0.0f, 1.0f);
  return inside * inside * (3.0f - 2.0f * inside);
}

Vec3 Winding::point(float along) const {
  const auto nearest = static_cast<std::size_t>(std::lround(std::max(along, 0.0f)));
  const std::size_t cell = std::min(nearest, cells_.size() - 1);
  const float past = along - static_cast<float>(cell);  // −0.5 to 0.5
  const Vec3& middle = cells_[cell];
  const Vec3 before = cell > 0 ? minus(cells_[cell - 1], middle) : Vec3{};
  const Vec3 after = cell + 1 < cells_.size() ? minus(cells_[cell + 1], middle) : Vec3{};
  const Vec3 sharp = past < 0 ? plus(middle, -past, before) : plus(middle, past, after);
  const bool corner = cell > 0 && cell + 1 < cells_.size() && before.x * after.x + before.y * after.y == 0.0f;
  if (!corner) return sharp;

  // A quarter circle of radius 1/2 about the corner of the cell that both neighbours touch.
  const float angle = (past + 0.5f) * 0.5f * std::numbers::pi_v<float>;
  const Vec3 pivot = plus(plus(middle, 0.5f, before), 0.5f, after);
  const Vec3 arc = plus(plus(pivot, -0.5f * std::cos(angle), after), -0.5f * std::sin(angle), before);
  return plus(sharp, roundness(cell), minus(arc, sharp));
}

}  // namespace spolab::snake

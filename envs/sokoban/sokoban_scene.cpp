#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "envs/sokoban/board_frame.h"
#include "envs/sokoban/sokoban.h"

namespace spolab::sokoban {
namespace {

constexpr float kTileHalf = 0.478f;
constexpr float kPlateThickness = 0.04f;  // half; most of it is sunk into the ground, which rounds the corners
constexpr float kTargetTop = 0.024f;
constexpr float kTargetHalf = 0.32f;
constexpr float kGlowOnTarget = 0.42f;  // above what the renderer needs for a halo
constexpr float kBodyRadius = 0.29f;
constexpr float kBodyRise = 0.12f;
constexpr float kHeadHeight = 0.70f;
constexpr float kHeadRadius = 0.235f;
constexpr float kEyeRadius = 0.045f;
constexpr float kBump = 0.09f;       // how far the player leans against what does not move
constexpr float kDistance = 2.6f;    // of the camera, in radii of what is shown
constexpr float kElevation = 1.02f;  // radians

constexpr std::array<int, kActions> kRowStep{-1, 0, 1, 0};
constexpr std::array<int, kActions> kColumnStep{0, 1, 0, -1};

bool isBox(std::uint8_t code) { return code == kBox || code == kBoxOnTarget; }
bool isTarget(std::uint8_t code) { return code == kTarget || code == kPlayerOnTarget || code == kBoxOnTarget; }

float eased(float fraction) {
  const float f = std::clamp(fraction, 0.0f, 1.0f);
  return f * f * (3.0f - 2.0f * f);
}

/// A board's cells with what is worth drawing of them.
struct View {
  Level level;
  std::vector<std::uint8_t> shown;  ///< [size, size]; 0: outside the room
  int top, bottom, left, right;     ///< rows and columns shown, inclusive
};

/// Walls count as outside unless they touch floor, or are shut in by walls that do.
View viewOf(const Board& board, StateView state) {
  const int n = board.size();
  View view{board.unload(state), std::vector<std::uint8_t>(static_cast<std::size_t>(n * n), 1), n, 0, n, 0};
  const auto touchesFloor = [&](int row, int column) {
    for (int r = std::max(0, row - 1); r <= std::min(n - 1, row + 1); ++r)
      for (int c = std::max(0, column - 1); c <= std::min(n - 1, column + 1); ++c)
        if (view.level.at(r, c) != kWall) return true;
    return false;
  };
  std::vector<int> open;
  const auto hide = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= n || column >= n || touchesFloor(row, column)) return;
    std::uint8_t& shown = view.shown[static_cast<std::size_t>(row * n + column)];
    if (shown != 0) open.push_back(row * n + column);
    shown = 0;
  };
  for (int k = 0; k < n; ++k) {
    hide(0, k);
    hide(n - 1, k);
    hide(k, 0);
    hide(k, n - 1);
  }
  while (!open.empty()) {
    const int row = open.back() / n, column = open.back() % n;
    open.pop_back();
    hide(row - 1, column);
    hide(row + 1, column);
    hide(row, column - 1);
    hide(row, column + 1);
  }
  for (int i = 0; i < n * n; ++i) {
    if (view.shown[static_cast<std::size_t>(i)] == 0) continue;
    view.top = std::min(view.top, i / n);
    view.bottom = std::max(view.bottom, i / n);
    view.left = std::min(view.left, i % n);
    view.right = std::max(view.right, i % n);
  }
  return view;
}

void addBlock(const Frame& frame, Vec3 centre, Vec3 half, float radius, Look look, Scene& scene) {
  scene.boxes.push_back(
      {{centre, {}}, {frame.cell * half.x, frame.cell * half.y, frame.cell * half.z}, frame.cell * radius, look});
}

void addPlate(const Frame& frame, float row, float column, float top, float half, ColourRole role, Scene& scene) {
  addBlock(frame, frame.at(row, column, top - kPlateThickness), {half, half, kPlateThickness}, kPlateThickness, {role},
           scene);
}

void addGround(const Frame& frame, const View& view, Scene& scene) {
  const int n = view.level.columns;
  for (int i = 0; i < n * n; ++i) {
    if (view.shown[static_cast<std::size_t>(i)] == 0) continue;
    const auto row = static_cast<float>(i / n), column = static_cast<float>(i % n);
    const std::uint8_t code = view.level.cells[static_cast<std::size_t>(i)];
    if (code == kWall) {
      addBlock(frame, frame.at(row, column, 0.5f * kWallHeight), {kWallHalf, kWallHalf, 0.5f * kWallHeight}, 0.07f,
               {ColourRole::kWall}, scene);
      continue;
    }
    addPlate(frame, row, column, kTileTop, kTileHalf, ColourRole::kGround, scene);
    if (isTarget(code)) addPlate(frame, row, column, kTargetTop, kTargetHalf, ColourRole::kTarget, scene);
  }
}

/// `settled` ∈ [0, 1]: how far it counts as standing on a target.
void addBox(const Frame& frame, float row, float column, float settled, Scene& scene) {
  const Look look{settled > 0.5f ? ColourRole::kBoxOnTarget : ColourRole::kBox, 1.0f, kGlowOnTarget * settled};
  addBlock(frame, frame.at(row, column, kBoxHalf + kTileTop), {kBoxHalf, kBoxHalf, kBoxHalf}, 0.09f, look, scene);
}

/// A body with a head, and two eyes on the viewer's side.
void addPlayer(const Frame& frame, float row, float column, Scene& scene) {
  const auto at = [&](float x, float y, float height) { return frame.at(row - y, column + x, kTileTop + height); };
  scene.capsules.push_back(
      {at(0, 0, kBodyRadius), at(0, 0, kBodyRadius + kBodyRise), frame.cell * kBodyRadius, {ColourRole::kAgent}});
  scene.spheres.push_back({at(0, 0, kHeadHeight), frame.cell * kHeadRadius, {ColourRole::kAgentSoft}});
  for (const float side : {-1.0f, 1.0f})
    scene.spheres.push_back(
        {at(side * 0.09f, -0.17f, kHeadHeight + 0.11f), frame.cell * kEyeRadius, {ColourRole::kPlastic}});
}

/// What one step moves, and how far it has come.
struct Motion {
  int row = 0, column = 0;                    ///< of the box pushed; row 0: none
  float rowShift = 0.0f, columnShift = 0.0f;  ///< of the player and the box, in cells
  float progress = 0.0f;                      ///< [0, 1]
};

Motion motionOf(const Board& board, StateView state, int action, float fraction) {
  Motion motion;
  if (action < 0) return motion;
  const auto a = static_cast<std::size_t>(action);
  const Board::Effect effect = board.effectOf(state, action);
  const float f = std::clamp(fraction, 0.0f, 1.0f);
  motion.progress = eased(f);
  // Blocked, it leans against what does not move and comes back.
  const float reach = effect.moves ? motion.progress : kBump * std::sin(std::numbers::pi_v<float> * f);
  motion.rowShift = reach * static_cast<float>(kRowStep[a]);
  motion.columnShift = reach * static_cast<float>(kColumnStep[a]);
  if (!effect.pushes) return motion;
  motion.row = board.playerRow(state) + kRowStep[a];
  motion.column = board.playerColumn(state) + kColumnStep[a];
  return motion;
}

/// How far a box has come to count as standing on a target.
float settledAt(const Level& level, int row, int column, const Motion& motion, int rowStep, int columnStep) {
  const float here = isTarget(level.at(row, column)) ? 1.0f : 0.0f;
  if (motion.row != row || motion.column != column) return here;
  const float there = isTarget(level.at(row + rowStep, column + columnStep)) ? 1.0f : 0.0f;
  return here + motion.progress * (there - here);
}

void addPieces(const Board& board, StateView state, const Level& level, int action, float fraction, Scene& scene) {
  const Frame frame(board);
  const Motion motion = motionOf(board, state, action, fraction);
  const int rowStep = action < 0 ? 0 : kRowStep[static_cast<std::size_t>(action)];
  const int columnStep = action < 0 ? 0 : kColumnStep[static_cast<std::size_t>(action)];
  for (int row = 1; row < level.rows - 1; ++row)
    for (int column = 1; column < level.columns - 1; ++column) {
      if (!isBox(level.at(row, column))) continue;
      const bool pushed = motion.row == row && motion.column == column;
      addBox(frame, static_cast<float>(row) + (pushed ? motion.rowShift : 0.0f),
             static_cast<float>(column) + (pushed ? motion.columnShift : 0.0f),
             settledAt(level, row, column, motion, rowStep, columnStep), scene);
    }
  addPlayer(frame, static_cast<float>(board.playerRow(state)) + motion.rowShift,
            static_cast<float>(board.playerColumn(state)) + motion.columnShift, scene);
}

void aim(const Frame& frame, const View& view, Scene& scene) {
  const auto rows = static_cast<float>(view.bottom - view.top + 1);
  const auto columns = static_cast<float>(view.right - view.left + 1);
  const float radius = 0.5f * frame.cell * std::hypot(rows, columns);
  scene.camera.target = frame.at(0.5f * static_cast<float>(view.top + view.bottom),
                                 0.5f * static_cast<float>(view.left + view.right), 0.2f);
  scene.camera.distance = kDistance * radius;
  scene.camera.azimuth = 0.0f;
  scene.camera.elevation = kElevation;
  scene.groundHeight = 0.0f;
  scene.groundRadius = 6.0f;
}

}  // namespace

void drawBoard(const Board& board, StateView state, int action, float fraction, Scene& scene) {
  scene.clear();
  const Frame frame(board);
  const View view = viewOf(board, state);
  aim(frame, view, scene);
  addGround(frame, view, scene);
  addPieces(board, state, view.level, action, fraction, scene);
}

void drawPieces(const Board& board, StateView state, Scene& scene) {
  addPieces(board, state, board.unload(state), -1, 0.0f, scene);
}

Vec3 playerPoint(const Board& board, StateView state) {
  const Frame frame(board);
  return frame.at(static_cast<float>(board.playerRow(state)), static_cast<float>(board.playerColumn(state)), 0.4f);
}

}  // namespace spolab::sokoban

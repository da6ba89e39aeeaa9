#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "envs/sokoban/sokoban.h"

namespace spolab::sokoban {
namespace {

constexpr float kSpan = 8.0f;         ///< metres from edge to edge of every board
constexpr float kWallHeight = 0.42f;  ///< lengths from here on in cells
constexpr float kWallHalf = 0.49f;
constexpr float kTileHalf = 0.475f;
constexpr float kTileThickness = 0.03f;  ///< half
constexpr float kTargetHalf = 0.3f;
constexpr float kBoxHalf = 0.36f;
constexpr float kBodyRadius = 0.25f;
constexpr float kHeadRadius = 0.2f;
constexpr float kGlowOnTarget = 0.35f;
constexpr float kBump = 0.09f;  ///< how far the player leans into what does not move

constexpr std::array<float, 4> kAhead{0.0f, 1.0f, 0.0f, -1.0f};    // x of the actions
constexpr std::array<float, 4> kUpwards{1.0f, 0.0f, -1.0f, 0.0f};  // y

/// Cells to metres: row 0 is far from the viewer, the board's middle at the origin.
struct Frame {
  float cell, half;
  explicit Frame(const Board& board)
      : cell(kSpan / static_cast<float>(board.size())), half(0.5f * static_cast<float>(board.size() - 1)) {}
  [[nodiscard]] Vec3 at(float row, float column, float height) const {
    return {cell * (column - half), cell * (half - row), cell * height};
  }
};

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
    addBlock(frame, frame.at(row, column, kTileThickness), {kTileHalf, kTileHalf, kTileThickness}, kTileThickness,
             {ColourRole::kGround}, scene);
    if (code == kTarget || code == kPlayerOnTarget || code == kBoxOnTarget)
      addBlock(frame, frame.at(row, column, 1.4f * kTileThickness), {kTargetHalf, kTargetHalf, kTileThickness},
               kTileThickness, {ColourRole::kTarget}, scene);
  }
}

/// `settled` ∈ [0, 1]: how far it counts as standing on a target.
void addBox(const Frame& frame, float row, float column, float settled, Scene& scene) {
  const Look look{settled > 0.5f ? ColourRole::kBoxOnTarget : ColourRole::kBox, 1.0f, kGlowOnTarget * settled};
  addBlock(frame, frame.at(row, column, kBoxHalf + 2.0f * kTileThickness), {kBoxHalf, kBoxHalf, kBoxHalf}, 0.09f, look,
           scene);
}

void addPlayer(const Frame& frame, float row, float column, Scene& scene) {
  const float floor = 2.0f * kTileThickness;
  const auto at = [&](float height) { return frame.at(row, column, floor + height); };
  scene.capsules.push_back({at(kBodyRadius), at(kBodyRadius + 0.16f), frame.cell * kBodyRadius, {ColourRole::kAgent}});
  scene.spheres.push_back({at(0.68f), frame.cell * kHeadRadius, {ColourRole::kAgentSoft}});
}

bool isTarget(std::uint8_t code) { return code == kTarget || code == kPlayerOnTarget || code == kBoxOnTarget; }

/// The moving part of one step: where the player and a pushed box are between two cells.
struct Motion {
  int player = -1, box = -1;            ///< cells of the whole board
  float rowShift = 0, columnShift = 0;  ///< of both, in cells
  float settled = 0;                    ///< of the box
};

}  // namespace

void drawPieces(const Board& board, StateView state, Scene& scene) {
  const Frame frame(board);
  const Level level = board.unload(state);
  for (int i = 0; i < level.rows * level.columns; ++i) {
    const std::uint8_t code = level.cells[static_cast<std::size_t>(i)];
    if (code != kBox && code != kBoxOnTarget) continue;
    addBox(frame, static_cast<float>(i / level.columns), static_cast<float>(i % level.columns),
           code == kBoxOnTarget ? 1.0f : 0.0f, scene);
  }
  addPlayer(frame, static_cast<float>(board.playerRow(state)), static_cast<float>(board.playerColumn(state)), scene);
}

void drawBoard(const Board& board, StateView state, int action, float fraction, Scene& scene) {
  scene.clear();
  static_cast<void>(action);
  static_cast<void>(fraction);
  static_cast<void>(isTarget(0));
  static_cast<void>(eased(0));
  static_cast<void>(Motion{});
  static_cast<void>(kBump + kAhead[0] + kUpwards[0]);
  const Frame frame(board);
  const View view = viewOf(board, state);
  addGround(frame, view, scene);
  drawPieces(board, state, scene);
  scene.camera = {{0, 0, 0}, 15.0f, 0.0f, 0.95f};
  scene.groundRadius = 6.0f;
}

Vec3 playerPoint(const Board& board, StateView state) {
  const Frame frame(board);
  return frame.at(static_cast<float>(board.playerRow(state)), static_cast<float>(board.playerColumn(state)), 0.4f);
}

}  // namespace spolab::sokoban

#include "envs/sokoban/controls.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "envs/carried.h"
#include "envs/sokoban/board_frame.h"
#include "envs/sokoban/board_view.h"
#include "envs/sokoban/paths.h"
#include "envs/sokoban/sokoban.h"

namespace spolab::sokoban {
namespace {

/// A box is taken for where its middle is, whatever height it was grabbed at.
constexpr float kGrabHeight = 0.36f;
constexpr float kHeldGlow = 0.7f;

KeyBinding arrow(int key, std::int32_t action, const char* help) {
  KeyBinding binding;
  binding.key = key;
  binding.action = action;
  binding.help = help;
  return binding;
}

bool isBox(std::uint8_t cell) { return cell == kBox || cell == kBoxOnTarget; }

/// What both gestures share: a position and the cell the pointer is on; −1: off the board.
class CellGesture : public Gesture {
 public:
  CellGesture(const Board& board, StateView state, Level level, int cell)
      : board_(board), state_(state), level_(std::move(level)), cell_(cell) {}

 protected:
  void pointAt(const std::optional<BoardPoint>& point) {
    cell_ = point ? point->row * level_.columns + point->column : -1;
  }
  [[nodiscard]] bool onFloor() const { return cell_ >= 0 && level_.cells[static_cast<std::size_t>(cell_)] != kWall; }
  void drawAtRest(Scene& scene) const { drawBoard(board_, state_, -1, 0.0f, scene); }
  void mark(int cell, Mark mark, Scene& scene) const {
    addMark(board_, cell / level_.columns, cell % level_.columns, mark, scene);
  }

  Board board_;  ///< its own: the world may be made anew meanwhile
  StateView state_;
  Level level_;
  int cell_;
};

class WalkGesture final : public CellGesture {
 public:
  WalkGesture(const Board& board, StateView state, const Level& level, int cell)
      : CellGesture(board, state, level, cell), walks_(level) {}

  void move(const PointerRay& ray) override { pointAt(cellUnder(board_, ray, 0.0f)); }

  void draw(Scene& scene) const override {
    drawAtRest(scene);
    if (!onFloor()) return;
    if (!walks_.reaches(cell_)) return mark(cell_, Mark::kRefused, scene);
    int at = playerCell(level_);
    for (const std::int32_t action : walks_.to(cell_)) {
      const std::array<int, kActions> steps{-level_.columns, 1, level_.columns, -1};
      at += steps[static_cast<std::size_t>(action)];
      mark(at, at == cell_ ? Mark::kGoal : Mark::kWay, scene);
    }
  }

  [[nodiscard]] std::vector<std::int32_t> actions() const override {
    return onFloor() && walks_.reaches(cell_) ? walks_.to(cell_) : std::vector<std::int32_t>{};
  }

 private:
  Walks walks_;
};

class PushGesture final : public CellGesture, public Carried {
 public:
  PushGesture(const Board& board, StateView state, const Level& level, int box, float height)
      : CellGesture(board, state, level, box), paths_(level, box), box_(box), height_(height) {}

  void move(const PointerRay& ray) override { pointAt(cellUnder(board_, ray, height_)); }
  [[nodiscard]] int thing() const override { return box_; }
  [[nodiscard]] bool movable() const override {
    for (int cell = 0; cell < level_.rows * level_.columns; ++cell)
      if (cell != box_ && paths_.reaches(cell)) return true;
    return false;
  }

  void draw(Scene& scene) const override {
    drawAtRest(scene);
    glow(scene);
    for (int cell = 0; cell < level_.rows * level_.columns; ++cell)
      if (cell != box_ && paths_.reaches(cell)) mark(cell, Mark::kReach, scene);
    if (!onFloor() || cell_ == box_) return;
    mark(cell_, paths_.reaches(cell_) ? Mark::kGhostBox : Mark::kRefused, scene);
  }

  [[nodiscard]] std::vector<std::int32_t> actions() const override {
    return onFloor() && paths_.reaches(cell_) ? paths_.to(cell_) : std::vector<std::int32_t>{};
  }

 private:
  /// The box that is held.
  void glow(Scene& scene) const {
    const Frame frame(board_);
    const auto row = static_cast<float>(box_ / level_.columns), column = static_cast<float>(box_ % level_.columns);
    const Vec3 here = frame.at(row, column, 0.0f);
    for (RoundedBox& box : scene.boxes) {
      const bool aBox = box.look.role == ColourRole::kBox || box.look.role == ColourRole::kBoxOnTarget;
      const float away = std::hypot(box.pose.position.x - here.x, box.pose.position.y - here.y);
      if (aBox && away < 0.4f * frame.cell) box.look.emphasis = kHeldGlow;
    }
  }

  BoxPaths paths_;
  int box_;
  float height_;
};

class SokobanControls final : public Controls, public Carrying {
 public:
  explicit SokobanControls(const Board& board) : board_(board) {}

  [[nodiscard]] std::span<const KeyBinding> keys() const override { return keys_; }
  [[nodiscard]] std::pair<std::string, std::string> carryHelp() const override {
    return {"click a box", "pick it up; click where it goes"};
  }

  [[nodiscard]] std::unique_ptr<Gesture> grip(std::span<const std::byte> state, const PointerRay& ray) const override {
    const Level level = board_.unload(state);
    const auto hit = hitOf(board_, level, ray);
    if (!hit || level.at(hit->row, hit->column) == kWall) return nullptr;
    const int cell = hit->row * level.columns + hit->column;
    if (isBox(level.at(hit->row, hit->column)))
      return std::make_unique<PushGesture>(board_, state, level, cell, std::min(hit->height, kGrabHeight));
    return std::make_unique<WalkGesture>(board_, state, level, cell);
  }

  [[nodiscard]] bool canGrip(std::span<const std::byte> state, const PointerRay& ray) const override {
    const Level level = board_.unload(state);
    const auto hit = hitOf(board_, level, ray);
    return hit && level.at(hit->row, hit->column) != kWall;
  }

 private:
  Board board_;
  std::array<KeyBinding, kActions> keys_{arrow(kKeyUp, 0, "walk or push up"), arrow(kKeyRight, 1, "walk or push right"),
                                         arrow(kKeyDown, 2, "walk or push down"),
                                         arrow(kKeyLeft, 3, "walk or push left")};
};

}  // namespace

std::unique_ptr<Controls> makeControls(const Board& board) { return std::make_unique<SokobanControls>(board); }

}  // namespace spolab::sokoban

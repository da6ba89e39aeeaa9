#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/trace/scene.h"

namespace spolab {

/// Keys beside letters and digits, which are their capital in ASCII.
enum ControlKey : int { kKeyLeft = 0x100, kKeyUp, kKeyRight, kKeyDown };

/// What a key does for a person who plays.
struct KeyBinding {
  int key = 0;  ///< 'A' to 'Z', '0' to '9' or a ControlKey
  bool shift = false;
  bool alt = false;
  std::int32_t action = -1;  ///< discrete worlds: the action of one press
  int dimension = -1;        ///< boxes: the dimension that is held at `level` while the key is down
  float level = 0.0f;        ///< [−1, 1]
  std::string help;          ///< what it does, for people: "turn the upper face clockwise"
};

/// Where the pointer points into the world.
struct PointerRay {
  Vec3 origin;
  Vec3 direction;  ///< unit length
};

/// One press of the pointer until it is let go, on one state. For one thread.
class Gesture {
 public:
  virtual ~Gesture() = default;
  virtual void move(const PointerRay& ray) = 0;
  /// The whole scene as it looks while the gesture is held: a layer half turned, a path to the pointer.
  virtual void draw(Scene& scene) const = 0;
  /// What letting go now would do: discrete actions, first one first; empty: nothing.
  [[nodiscard]] virtual std::vector<std::int32_t> actions() const = 0;
  /// How far draw() shows the first of them carried out: its motion goes on from there. In [0, 1], or beyond 1 where
  /// the hand has gone too far.
  [[nodiscard]] virtual float progress() const { return 0.0f; }
};

/// How a person acts in a world: keys and the pointer, as actions of its rules. Immutable and thread-safe; knows
/// nothing of windows, so that a world stays one folder.
class Controls {
 public:
  virtual ~Controls() = default;
  [[nodiscard]] virtual std::span<const KeyBinding> keys() const { return {}; }
  /// Takes hold of what `ray` meets in `state` [stateBytes], which must outlive the gesture. Null: nothing there can be
  /// moved, and the drag is the camera's.
  [[nodiscard]] virtual std::unique_ptr<Gesture> grip(std::span<const std::byte> /*state*/,
                                                      const PointerRay& /*ray*/) const {
    return nullptr;
  }
  /// Where the pointer could take hold, for its shape. May be rougher than grip().
  [[nodiscard]] virtual bool canGrip(std::span<const std::byte> state, const PointerRay& ray) const {
    return grip(state, ray) != nullptr;
  }
};

}  // namespace spolab

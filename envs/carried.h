#pragma once

#include <string>
#include <utility>

namespace spolab {

/// What a Gesture is besides, when a click may leave it in the hand: the next press says where it goes, or lets go of
/// it. A drag works all the same.
class Carried {
 public:
  virtual ~Carried() = default;
  /// Tells what is held from other things of this state.
  [[nodiscard]] virtual int thing() const = 0;
  /// There is a place where it can go.
  [[nodiscard]] virtual bool movable() const = 0;
};

/// What Controls are besides, when a click leaves something of theirs in the hand.
class Carrying {
 public:
  virtual ~Carrying() = default;
  /// How a person does that, for the sheet of keys: {"click a box", "pick it up; click where it goes"}.
  [[nodiscard]] virtual std::pair<std::string, std::string> carryHelp() const = 0;
};

}  // namespace spolab

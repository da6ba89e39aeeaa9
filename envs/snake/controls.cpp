#include "envs/snake/controls.h"

#include <array>

#include "envs/snake/snake.h"

namespace spolab::snake {
namespace {

KeyBinding arrow(int key, Direction direction, const char* help) {
  KeyBinding binding;
  binding.key = key;
  binding.action = direction;
  binding.help = help;
  return binding;
}

class ArrowControls final : public Controls {
 public:
  [[nodiscard]] std::span<const KeyBinding> keys() const override { return keys_; }

 private:
  std::array<KeyBinding, kDirections> keys_{
      arrow(kKeyUp, kUp, "one step up"), arrow(kKeyRight, kRight, "one step to the right"),
      arrow(kKeyDown, kDown, "one step down"), arrow(kKeyLeft, kLeft, "one step to the left")};
};

}  // namespace

const Controls& arrowControls() {
  static const ArrowControls controls;
  return controls;
}

}  // namespace spolab::snake

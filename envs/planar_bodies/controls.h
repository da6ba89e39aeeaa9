#pragma once

#include <string_view>
#include <vector>

#include "envs/controls.h"
#include "envs/planar_bodies/body.h"

namespace spolab::planar {

/// Every joint moved by two keys that lie side by side: the left one swings the limb back, the right one forward.
class BodyControls final : public Controls {
 public:
  /// `letters`: the two keys of each joint in turn, "QWOP" for two joints; empty: no keys.
  BodyControls(const Body& body, std::string_view letters);
  [[nodiscard]] std::span<const KeyBinding> keys() const override { return keys_; }

 private:
  std::vector<KeyBinding> keys_;
};

}  // namespace spolab::planar

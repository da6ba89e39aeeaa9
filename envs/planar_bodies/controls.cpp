#include "envs/planar_bodies/controls.h"

#include <cmath>

#include "core/base/check.h"

namespace spolab::planar {
namespace {

/// What the second key of a pair does, as seen by a body that faces along +x, and the sign of the action for it.
struct Swing {
  const char* back;
  const char* forward;
  float forwardLevel;
};

/// A turn by dθ about +y moves the middle of a limb at (x, z) from its hinge by (z, −x)·dθ: one that hangs goes back,
/// one that lies forward goes down.
Swing swingOf(const Link& link) {
  const bool hangs = std::abs(link.centre.z) >= std::abs(link.centre.x);
  const float along = hangs ? link.centre.z : -link.centre.x;
  const float level = along * link.hinge.axis > 0 ? 1.0f : -1.0f;
  if (!hangs) return {"down", "up", level};
  return {"back", "forward", level};
}

}  // namespace

BodyControls::BodyControls(const Body& body, std::string_view letters) {
  if (letters.empty()) return;
  SPOLAB_CHECK_EQ(letters.size(), 2 * body.joints());
  for (std::size_t j = 0; j < body.joints(); ++j) {
    const Link& link = body.links[j + 1];
    const Swing swing = swingOf(link);
    const auto add = [&](std::size_t which, float level, const char* way) {
      KeyBinding binding;
      binding.key = letters[2 * j + which];
      binding.dimension = static_cast<int>(j);
      binding.level = level;
      binding.help = link.hinge.actionName + ' ' + way;
      keys_.push_back(binding);
    };
    add(0, -swing.forwardLevel, swing.back);
    add(1, swing.forwardLevel, swing.forward);
  }
}

}  // namespace spolab::planar

#pragma once

#include "envs/controls.h"

namespace spolab::snake {

/// Arrow keys: one press is one step. The snake never moves on its own, so that every move can be thought over.
[[nodiscard]] const Controls& arrowControls();

}  // namespace spolab::snake

#pragma once

#include <span>
#include <vector>

#include "envs/env.h"
#include "render/panels/paint.h"

namespace spolab::panel {

/// The numbers of a box action [dims].
std::vector<float> partsOf(ActionView action, int dims);

/// A box action in little: a bar per dimension up or down from a middle line, full height at ±1. As many dimensions as
/// have two points each; the rest is left out with an ellipsis.
void paintActionBars(const Panel& panel, std::span<const float> parts, const PanelArea& area, const Colour& colour);

}  // namespace spolab::panel

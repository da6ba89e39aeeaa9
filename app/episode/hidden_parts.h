#pragma once

#include <string>

#include "core/trace/scene.h"

namespace spolab {

/// Adds to the drawn scene of a world what a viewer at `eye` could not see of it; null where nothing is hidden.
using HiddenParts = void (*)(const Vec3& eye, Scene& scene);
HiddenParts hiddenPartsOf(const std::string& envId);

}  // namespace spolab

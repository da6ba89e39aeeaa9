#pragma once

#include "core/trace/scene.h"

namespace spolab::cube {

/// Adds to a scene of drawCube() a faint sticker beyond the cube for every one that looks away from `eye`, so that all
/// six faces can be read. A turning layer takes its hints along.
void addHiddenFaces(const Vec3& eye, Scene& scene);

}  // namespace spolab::cube

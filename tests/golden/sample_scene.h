#pragma once

#include "core/trace/scene.h"

namespace spolab {

/// A small yard with one of everything: floor plates, walls, boxes (solid, ghost, glowing), a sphere, a jointed limb of
/// capsules, lines thick and thin, a label.
Scene sampleScene();

}  // namespace spolab

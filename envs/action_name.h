#pragma once

#include <string>

#include "envs/env.h"

namespace spolab {

/// The action, or the dimension of a box, with this number as people read it: its name in their language, or the number
/// where it has none.
std::string actionName(const EnvSpec& spec, int index);

}  // namespace spolab

#pragma once

#include <string>
#include <vector>

#include "envs/env.h"

namespace spolab {

/// "key=value" settings of a world like `env` with room for the state of `text`; none where it fits, or where no other
/// settings would help. Throws a usage Error where the text is no state at all.
std::vector<std::string> settingsForState(const Env& env, const std::string& text);

}  // namespace spolab

#pragma once

#include <string>

#include "core/config/run_config.h"

namespace spolab::cli {

/// All settings of a configuration as a Markdown page: key, value, range, unit, meaning, from the one schema.
std::string settingsPage(RunConfig& config);

}  // namespace spolab::cli

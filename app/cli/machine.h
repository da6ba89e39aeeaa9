#pragma once

#include <string>

namespace spolab::cli {

/// One line about this machine: processor, usable cores, memory.
std::string machineDescription();

}  // namespace spolab::cli

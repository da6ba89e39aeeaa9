#pragma once

#include <string>

namespace spolab {

/// One line about this machine for people: processor, usable cores, memory. Never throws; says "unknown processor"
/// where the system does not tell.
std::string machineDescription();

}  // namespace spolab

#pragma once

#include <filesystem>
#include <string>

namespace spolab {

/// One line about this machine for people: processor, usable cores, memory. Never throws; says "unknown processor"
/// where the system does not tell.
std::string machineDescription();

/// Memory in GiB: what is built in, and what programs could still take. 0 where the system does not tell.
struct MemoryReport {
  double total = 0.0;
  double available = 0.0;
};
MemoryReport memoryReport();

/// GiB a person may still write at `place`, which need not exist yet: then at its nearest parent that does. Negative
/// when the system does not tell.
double freeDisk(const std::filesystem::path& place);

}  // namespace spolab

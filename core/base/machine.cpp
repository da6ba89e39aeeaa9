#include "core/base/machine.h"

#include <cmath>
#include <fstream>
#include <sys/sysinfo.h>

#include "core/base/worker_pool.h"

namespace spolab {
namespace {

std::string processorName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

}  // namespace

std::string machineDescription() {
  struct sysinfo memory {};
  ::sysinfo(&memory);
  const double gib = static_cast<double>(memory.totalram) * memory.mem_unit / (1024.0 * 1024.0 * 1024.0);
  return processorName() + ", " + std::to_string(availableCores()) + " usable core(s), " +
         std::to_string(std::lround(gib)) + " GiB";
}

}  // namespace spolab

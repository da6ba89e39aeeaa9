#include "core/base/machine.h"

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "core/base/worker_pool.h"

namespace spolab {
namespace {

constexpr double kKibPerGib = 1024.0 * 1024.0;

std::string processorName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

}  // namespace

std::string machineDescription() {
  return processorName() + ", " + std::to_string(availableCores()) + " usable core(s), " +
         std::to_string(std::lround(memoryReport().total)) + " GiB";
}

MemoryReport memoryReport() {
  MemoryReport report;
  std::ifstream info("/proc/meminfo");
  for (std::string line; std::getline(info, line);) {
    const double gib = std::strtod(line.c_str() + line.find(':') + 1, nullptr) / kKibPerGib;
    if (line.starts_with("MemTotal:")) report.total = gib;
    if (line.starts_with("MemAvailable:")) report.available = gib;
  }
  return report;
}

double freeDisk(const std::filesystem::path& place) {
  std::error_code code;
  std::filesystem::path at = std::filesystem::absolute(place, code);
  while (at.has_relative_path() && !std::filesystem::exists(at, code)) at = at.parent_path();
  const auto space = std::filesystem::space(at, code);
  return code ? -1.0 : static_cast<double>(space.available) / (kKibPerGib * 1024.0);
}

}  // namespace spolab

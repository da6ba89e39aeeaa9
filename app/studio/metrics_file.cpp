#include "app/studio/metrics_file.h"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include "core/base/error.h"

namespace spolab {
namespace {

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = line.find(',', begin);
    parts.push_back(line.substr(begin, comma - begin));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

double number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return end == text.c_str() ? std::numeric_limits<double>::quiet_NaN() : value;
}

}  // namespace

std::vector<MetricsRow> readMetrics(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!stream || !std::getline(stream, line)) throw Error("a metrics file", "nothing readable", file.string());
  std::vector<int> columns;
  for (const std::string& name : cells(line)) columns.push_back(metricColumn(name));
  if (columns.empty() || columns.front() < 0)
    throw Error("a metrics file whose first line names its columns", "'" + line.substr(0, 60) + "'", file.string());
  std::vector<MetricsRow> rows;
  while (std::getline(stream, line)) {
    const std::vector<std::string> parts = cells(line);
    if (parts.size() != columns.size()) continue;
    MetricsRow row{std::vector<double>(metricNames().size(), std::numeric_limits<double>::quiet_NaN())};
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (columns[i] >= 0) row.values[static_cast<std::size_t>(columns[i])] = number(parts[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace spolab

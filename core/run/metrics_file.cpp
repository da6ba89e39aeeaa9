#include "core/run/metrics_file.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include <fmt/format.h>

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

std::vector<int> columnsIn(const std::string& header) {
  std::vector<int> columns;
  for (const std::string& name : cells(header)) columns.push_back(metricColumn(name));
  return columns;
}

}  // namespace

std::vector<int> metricsColumns(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  return std::getline(stream, line) ? columnsIn(line) : std::vector<int>{};
}

std::string metricsHeader() {
  std::string header;
  for (const std::string& name : metricNames()) header += (header.empty() ? "" : ",") + name;
  return header;
}

std::string metricsLine(const MetricsRow& row, const std::vector<int>& columns) {
  std::string line;
  for (const int column : columns) {
    const double value =
        column < 0 ? std::numeric_limits<double>::quiet_NaN() : row.values[static_cast<std::size_t>(column)];
    if (!line.empty()) line += ',';
    line += std::isnan(value) ? "nan" : fmt::format("{:.8g}", value);
  }
  return line;
}

std::vector<MetricsRow> readMetrics(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!stream || !std::getline(stream, line)) throw Error("a metrics file", "nothing readable", file.string());
  const std::vector<int> columns = columnsIn(line);
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

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// Rows of a metrics.csv by column name: unknown columns are left out, missing ones are NaN, an unfinished last line is
/// ignored. Throws Error when the file cannot be read or is no metrics file.
std::vector<MetricsRow> readMetrics(const std::filesystem::path& file);

/// Position in metricNames() of each column that the file's first line names, −1 where this version has no such
/// quantity; empty when there is no such file or line.
std::vector<int> metricsColumns(const std::filesystem::path& file);
/// The first line of a new file, without its end.
std::string metricsHeader();
/// A row as a line of a file with these columns, without its end.
std::string metricsLine(const MetricsRow& row, const std::vector<int>& columns);

}  // namespace spolab

#pragma once

#include <filesystem>
#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// Rows of a metrics.csv by column name: unknown columns are left out, missing ones are NaN, an unfinished last line is
/// ignored. Throws Error when the file cannot be read or is no metrics file.
std::vector<MetricsRow> readMetrics(const std::filesystem::path& file);

}  // namespace spolab

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/run/engine.h"

namespace spolab {

/// Runs the engine's benchmarks whose names begin with `prefix`, see docs/RESULTS.md for what each figure means.
std::vector<BenchResult> runBenchmarks(const std::string& prefix, const std::function<void(const std::string&)>& note);

}  // namespace spolab

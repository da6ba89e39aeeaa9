#include "app/studio/bench/bench.h"

#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/studio/bench/studio_bench.h"
#include "core/base/error.h"
#include "core/base/machine.h"
#include "core/base/version.h"

namespace spolab {

int runBench(MainWindow& window, const std::string& part, bool json) {
  const auto note = [json](const std::string& what) {
    if (!json) std::cerr << "measuring " << what << '\n';
  };
  StudioBench bench(window, note);
  std::string problem;
  try {
    bench.run(part);
  } catch (const Error& error) {
    problem = error.what();
  }
  nlohmann::json list = nlohmann::json::array();
  for (const BenchResult& result : bench.results()) {
    list.push_back({{"name", result.name},
                    {"value", std::isfinite(result.value) ? nlohmann::json(result.value) : nlohmann::json(nullptr)},
                    {"unit", result.unit},
                    {"better", result.higherIsBetter ? "higher" : "lower"}});
    if (!json) fmt::print("{:<46} {:>12.4g} {}\n", result.name, result.value, result.unit);
  }
  if (json)
    fmt::print(
        "{}\n",
        nlohmann::json{{"version", programVersion()}, {"machine", machineDescription()}, {"results", list}}.dump(2));
  if (!problem.empty()) std::cerr << "spolab: error: " << problem << '\n';
  return problem.empty() ? 0 : 1;
}

}  // namespace spolab

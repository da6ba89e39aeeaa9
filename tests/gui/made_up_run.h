#pragma once

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/run/engine.h"
#include "tests/support/files.h"

namespace spolab::test {

/// What a run folder should look like to its readers.
struct MadeUpRun {
  std::string env = "rubiks-cube";
  std::uint64_t seed = 1;
  std::vector<std::string> overrides;
  std::vector<double> evaluations{0.1, 0.5};  ///< one per row: 100 steps and 2 seconds each; NaN: not evaluated
  bool checkpoint = true;
};

/// Text of a metrics.csv with these evaluations.
inline std::string metricsText(const std::vector<double>& evaluations) {
  std::string text;
  for (const std::string& name : metricNames()) text += (text.empty() ? "" : ",") + name;
  text += '\n';
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    std::string line;
    for (const std::string& name : metricNames()) {
      const auto row = static_cast<double>(i + 1);
      double value = std::nan("");
      if (name == "iteration") value = row;
      if (name == "env_steps") value = 100.0 * row;
      if (name == "seconds") value = 2.0 * row;
      if (name == "eval_return") value = evaluations[i];
      line += (line.empty() ? "" : ",") + (std::isnan(value) ? std::string("nan") : std::to_string(value));
    }
    text += line + '\n';
  }
  return text;
}

/// Writes it and returns the folder.
inline std::filesystem::path makeRun(const std::filesystem::path& folder, const MadeUpRun& run = {}) {
  std::filesystem::create_directories(folder / "checkpoints");
  RunConfig config(run.env, "spo");
  config.applyOverrides(run.overrides);
  config.preset = "laptop";
  config.seed = run.seed;
  writeFile(folder / "config.toml", config.toml());
  writeFile(folder / "metrics.csv", metricsText(run.evaluations));
  if (run.checkpoint) writeFile(folder / "checkpoints" / "iteration-000000002.safetensors", "made up");
  return folder;
}

}  // namespace spolab::test

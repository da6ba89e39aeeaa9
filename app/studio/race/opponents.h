#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/run_config.h"

namespace spolab {

/// Somebody to race against: an agent with a character, which is a way of searching.
struct Opponent {
  std::string id;                    ///< for the history file
  std::string name;                  ///< for people
  std::string sentence;              ///< what makes it strong or weak
  std::vector<std::string> changes;  ///< "key=value" on top of how the agent plays
  std::filesystem::path agent;       ///< other parameters than those in Watch; empty: the same
};

/// Strongest first: as trained, fewer particles, a shorter horizon, hotter, one particle alone; then the snapshots of
/// `run` from oldest to newest, at most three (an empty path has none).
std::vector<Opponent> opponentsFor(const RunConfig& config, const std::filesystem::path& run);

}  // namespace spolab

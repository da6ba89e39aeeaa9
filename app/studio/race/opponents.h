#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/run/snapshots.h"

namespace spolab {

/// Somebody to race against: an agent with a character, which is a way of searching.
struct Opponent {
  std::string id;                    ///< for the history file
  std::string name;                  ///< for people
  std::string sentence;              ///< what makes it strong or weak
  std::vector<std::string> changes;  ///< "key=value" on top of how the agent plays
  std::filesystem::path agent;       ///< other parameters than those in Watch; empty: the same

  bool operator==(const Opponent&) const = default;
};

/// Strongest first: as trained, fewer particles, a shorter horizon, hotter, one particle alone; then at most three
/// of `snapshots`, which are of one run and by rising iteration, and the one with the file `chosen`.
std::vector<Opponent> opponentsFor(const RunConfig& config, std::span<const Snapshot> snapshots,
                                   const std::filesystem::path& chosen = {});

}  // namespace spolab

#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace spolab {

/// The command line of spolab-studio.
struct StudioOptions {
  std::string env;              ///< empty: the world of the last time
  std::filesystem::path agent;  ///< empty: the shipped agent
  std::filesystem::path run;    ///< a run folder to open; with `train`, to go on with
  bool train = false;
  bool bench = false;
  std::string benchPart;  ///< "training", "futures", "history" or "look"; empty: all
  bool json = false;
  std::filesystem::path picture;  ///< save a picture of the whole window there and end
  int pictureStep = 1;            ///< the decision on it; with `train`, the iterations before it
  bool light = false;             ///< in the light theme
  std::string mode;               ///< "watch", "play", "race", "compare" or "learn"; empty: as it comes
};

/// Reads the command line. When nothing is left to do (--help, --version, wrong use) `exitCode` is set and the text has
/// been printed. Needs no display.
struct ParsedOptions {
  StudioOptions options;
  std::optional<int> exitCode;
};
ParsedOptions parseOptions(int argc, char** argv);

}  // namespace spolab

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/run/run_folder.h"
#include "core/run/safetensors.h"

namespace spolab {

/// Writes checkpoints/iteration-<n>.safetensors into a run folder and deletes all before it but the newest. The sizes
/// of the run's logs go along, so that resuming can cut them back.
void saveCheckpoint(const RunFolder& folder, std::int64_t iteration, TensorFile content);

struct LoadedCheckpoint {
  TensorFile content;
  std::filesystem::path file;
  std::vector<std::string> damaged;             ///< one message per newer checkpoint that could not be used
  std::vector<std::filesystem::path> unusable;  ///< the files of these
  std::uint64_t metricsBytes = 0, eventsBytes = 0;
};
/// The newest checkpoint that reads, verifies and was written by this very run. Throws Error when there is none.
LoadedCheckpoint loadCheckpoint(const RunFolder& folder);

/// The run goes on from `loaded`: renames the newer files to ….unusable, as they are no checkpoints of what comes now.
void setUnusableAside(const LoadedCheckpoint& loaded);

}  // namespace spolab

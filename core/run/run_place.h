#pragma once

#include <filesystem>

namespace spolab {

/// Where runs live when nothing else is said: $XDG_DATA_HOME/spolab/runs, else ~/.local/share/spolab/runs. May not
/// exist yet. Needs no LibTorch, like all of this header.
std::filesystem::path defaultRunsFolder();

/// Whether a process is writing this run now, that is, holds its lock. Creates nothing; false where there is no lock.
bool runIsLocked(const std::filesystem::path& runFolder);

/// Takes the lock of a run (creating its file) and returns the descriptor that holds it until it is closed. Throws
/// Error when another process has it or the folder cannot be written.
int lockRun(const std::filesystem::path& runFolder);

}  // namespace spolab

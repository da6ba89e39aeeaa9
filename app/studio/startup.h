#pragma once

#include <optional>
#include <string>

namespace spolab {

/// Why no window can be opened here, from the environment alone: no display named, or the named one does not answer.
/// Asked before QApplication, which would end the process.
std::optional<std::string> displayProblem();

/// What OpenGL offers, asked with a context of its own before any window exists. Needs QGuiApplication.
struct GlProbe {
  bool usable = false;    ///< OpenGL 3.3 core or newer
  bool software = false;  ///< drawn by the CPU
  std::string found;      ///< renderer and version, or what went wrong
};
GlProbe probeGl();

/// The whole program: returns the exit code.
int studioMain(int argc, char** argv);

}  // namespace spolab

#pragma once

#include "app/studio/options.h"

namespace spolab {

class MainWindow;

/// spolab-studio --picture: opens the window, waits for the decision asked for (with --train for as many iterations),
/// saves the picture and ends. Returns the exit code; errors go to standard error. The pictures of the README are made
/// so (./dev pictures).
int runPicture(MainWindow& window, const StudioOptions& options);

}  // namespace spolab

#pragma once

#include <string>

namespace spolab {

class MainWindow;

/// Measures the window as it ships, or one part of it (StudioOptions::benchPart), and prints the results; returns the
/// exit code. Trains in a temporary folder.
int runBench(MainWindow& window, const std::string& part, bool json);

}  // namespace spolab

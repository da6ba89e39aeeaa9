#pragma once

namespace spolab {

class MainWindow;

/// Measures the window as it ships and prints the results; returns the exit code. Trains in a temporary folder.
int runBench(MainWindow& window, bool json);

}  // namespace spolab

#pragma once

#include <functional>

namespace spolab {

/// Runs the window until `done` or until `timeout` milliseconds have passed; false for the latter.
bool runUntil(const std::function<bool()>& done, int timeout);
/// Runs the window for this many milliseconds.
void runFor(int milliseconds);

}  // namespace spolab

#pragma once

namespace spolab {

/// Names the calling thread (at most 15 characters) and lets everything else go first: for work that a person watches
/// while a training runs.
void lowerThreadPriority(const char* name);

}  // namespace spolab

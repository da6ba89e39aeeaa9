#pragma once

#include <string>

namespace spolab {

/// The commit a program was built from, empty where it was not built from a repository; said by its main() before all
/// else. `commit` must last.
void setProgramCommit(const char* commit);
/// Version and commit: "0.1.0 (9fea65b12, changed)", so that a figure says what made it.
std::string programVersion();

}  // namespace spolab

#include "core/run/run_place.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include "core/base/error.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;

/// How often a look at the lock is waited for.
constexpr int kLooks = 50;

/// A look shares the lock for some microseconds; a writer has it alone and for long. Lets go of what it took.
bool onlyLookedAt(int descriptor) {
  if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0) return false;
  ::flock(descriptor, LOCK_UN);
  return true;
}

bool takeLock(int descriptor) {
  for (int look = 0; ::flock(descriptor, LOCK_EX | LOCK_NB) != 0; ++look) {
    if (look == kLooks || !onlyLookedAt(descriptor)) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace

fs::path defaultRunsFolder() {
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  const fs::path base = data != nullptr && *data != '\0' ? fs::path(data)
                        : home != nullptr                ? fs::path(home) / ".local/share"
                                                         : fs::current_path();
  return base / "spolab/runs";
}

bool runIsLocked(const fs::path& runFolder) {
  const int descriptor = ::open((runFolder / "lock").c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return false;
  const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return locked;
}

int lockRun(const fs::path& runFolder) {
  const int descriptor = ::open((runFolder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) throw Error("a folder that can be written", std::strerror(errno), runFolder.string());
  if (!takeLock(descriptor)) {
    ::close(descriptor);
    throw Error("a run folder that nobody else is writing", "another process is writing it", runFolder.string());
  }
  return descriptor;
}

}  // namespace spolab

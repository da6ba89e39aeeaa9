#include "app/studio/thread_priority.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace spolab {
namespace {

constexpr int kNice = 10;

}  // namespace

/// On Linux a thread has a nice value of its own.
void lowerThreadPriority(const char* name) {
  pthread_setname_np(pthread_self(), name);
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
}

}  // namespace spolab

#include "core/base/version.h"

namespace spolab {
namespace {

const char* programCommit = "";

}  // namespace

void setProgramCommit(const char* commit) { programCommit = commit; }

std::string programVersion() {
  std::string version = SPOLAB_VERSION;
  if (*programCommit != '\0') version += " (" + std::string(programCommit) + ')';
  return version;
}

}  // namespace spolab

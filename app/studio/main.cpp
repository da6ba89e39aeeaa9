#include "app/studio/startup.h"
#include "commit.h"
#include "core/base/version.h"

int main(int argc, char** argv) {
  spolab::setProgramCommit(kCommit);
  return spolab::studioMain(argc, argv);
}

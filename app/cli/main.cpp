#include "app/cli/cli.h"
#include "commit.h"
#include "core/base/version.h"

int main(int argc, char** argv) {
  spolab::setProgramCommit(kCommit);
  return spolab::cli::run(argc, argv);
}

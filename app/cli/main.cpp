#include "app/cli/cli.h"

int main(int argc, char** argv) { return spolab::cli::run(argc, argv); }

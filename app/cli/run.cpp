#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/base/version.h"

namespace spolab::cli {
namespace {

constexpr const char* kFooter =
    "Exit status: 0 success, 2 wrong use, 1 anything else.\n"
    "A command's own options: spolab COMMAND --help. The window: spolab-studio.";

void printError(const std::string& message) {
  std::string line = message;
  for (char& c : line) {
    if (c == '\n') c = ' ';
  }
  std::fprintf(stderr, "spolab: error: %s\n", line.c_str());
}

/// An answer that could not be written, as on a full disk, is none.
int endOfOutput() {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return 0;
  const int why = errno;
  printError(
      Error("to write the answer", why == 0 ? "that it could not be written" : std::strerror(why), "standard output")
          .what());
  return 1;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("SPO Lab: planning agents that learn, and a way to watch them think", "spolab");
  app.set_version_flag("--version", "spolab " + programVersion());
  app.require_subcommand(0, 1);  // a missing one is reported below, an unknown one by name
  app.footer(kFooter);
  addLists(app);
  addTrain(app);
  addEval(app);
  addAgent(app);
  addSolve(app);
  addPlan(app);
  addReplay(app);
  addRecord(app);
  addBench(app);
  addTexts(app);
  addDoctor(app);
  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty()) throw Error::usage("a command (see spolab --help)", "none");
    return endOfOutput();
  } catch (const CLI::Success& success) {  // --help, --version
    app.exit(success);
    return endOfOutput();
  } catch (const CLI::ParseError& error) {
    printError(std::string(error.what()) + " (see spolab --help)");
    return 2;
  } catch (const Error& error) {
    printError(error.what());
    return error.kind() == Error::Kind::kUsage ? 2 : 1;
  } catch (const std::exception& error) {
    printError(messageOf(error));
    return 1;
  }
}

}  // namespace spolab::cli

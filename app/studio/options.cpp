#include "app/studio/options.h"

#include <iostream>

#include <CLI/CLI.hpp>

#include "core/base/error.h"
#include "core/base/version.h"
#include "envs/registry.h"

namespace spolab {
namespace {

/// One line on standard error, as every program here says it.
int refuse(const std::string& message) {
  std::cerr << "spolab: error: " << message << '\n';
  return 2;
}

}  // namespace

ParsedOptions parseOptions(int argc, char** argv) {
  ParsedOptions parsed;
  StudioOptions& o = parsed.options;
  CLI::App app{"SPO Lab: planning agents learn, and you watch them think", "spolab-studio"};
  app.set_version_flag("--version", "spolab-studio " + programVersion());
  auto* world = app.add_option("--env", o.env, "World to open, for example rubiks-cube")->type_name("ID");
  app.add_option("--agent", o.agent, "Agent to play (.safetensors)")->type_name("FILE");
  app.add_option("--run", o.run, "Folder of a training run to open, in its world")->type_name("DIR")->excludes(world);
  app.add_flag("--train", o.train, "Start training at once; with --run, go on with that run");
  auto* bench = app.add_option(
      "--bench", o.benchPart,
      "Measure the window and print the results: all of it, or training, frames, futures, history or look");
  bench->type_name("[PART]")->expected(0, 1)->check(
      CLI::IsMember({"training", "frames", "futures", "history", "look"}));
  app.add_flag("--json", o.json, "With --bench: print one JSON document")->needs(bench);
  auto* picture = app.add_option("--picture", o.picture, "Save a picture of the window there and end");
  picture->type_name("FILE");
  app.add_option("--step", o.pictureStep,
                 "With --picture: the decision on it, or with --train the iterations before it")
      ->needs(picture)
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  app.add_flag("--light", o.light, "With --picture: the light theme")->needs(picture);
  app.add_option("--mode", o.mode, "With --picture: watch, play, race, compare or learn")
      ->needs(picture)
      ->check(CLI::IsMember({"watch", "play", "race", "compare", "learn"}))
      ->type_name("NAME");
  try {
    app.parse(argc, argv);
    o.bench = bench->count() > 0;
    if (!o.env.empty()) static_cast<void>(findEnv(o.env));
  } catch (const CLI::Success& done) {  // --help, --version
    parsed.exitCode = app.exit(done);
  } catch (const CLI::ParseError& error) {
    parsed.exitCode = refuse(std::string(error.what()) + " (spolab-studio --help lists what there is)");
  } catch (const Error& error) {
    parsed.exitCode = refuse(error.what());
  }
  return parsed;
}

}  // namespace spolab

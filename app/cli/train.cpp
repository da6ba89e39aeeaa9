#include <cmath>
#include <csignal>
#include <cstdlib>

#include <fmt/format.h>

#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "app/cli/settings_page.h"
#include "core/base/error.h"

namespace spolab::cli {
namespace {

constexpr double kMostSteps = 1e15;
constexpr double kMostMinutes = 1e9;

volatile std::sig_atomic_t interrupts = 0;

extern "C" void onInterrupt(int /*signal*/) {
  interrupts = interrupts + 1;
  if (interrupts > 1) std::_Exit(130);
}

struct TrainOptions {
  Common common;
  std::string algorithm = "spo", preset = "laptop", config, out, resume, initAgent;
  std::optional<double> steps;
  std::optional<double> minutes;
  bool listSettings = false;
};

double cell(const MetricsRow& row, const char* name) {
  return row.values[static_cast<std::size_t>(metricColumn(name))];
}

/// One line per evaluation: what a person following along wants to know.
void printEvaluation(const MetricsRow& row) {
  // Not every method learns an η, and an evaluation that is made up for later stands in a row without training.
  const auto known = [&](const char* column, const char* format) {
    const double value = cell(row, column);
    return std::isnan(value) ? std::string() : fmt::format(fmt::runtime(format), value);
  };
  const double solved = cell(row, "eval_solve_rate"), failures = cell(row, "failures");
  fmt::print("iteration {:>5}  {:>11} steps  {:>8}{}  return {:7.3f}{}{}{}{}\n", cell(row, "iteration"),
             groupedText(static_cast<std::int64_t>(cell(row, "env_steps"))), clockText(cell(row, "seconds")),
             std::isnan(solved) ? "" : fmt::format("  solved {:5.1f} %", 100 * solved), cell(row, "eval_return"),
             known("eta", "  η {:.3f}"), known("kl_qhat", "  KL(q̂‖π) {:.3f}"),
             known("steps_per_second", "  {:>6.0f} steps/s"),
             failures > 0 ? fmt::format("  {:.0f} episodes broke down", failures) : "");
  std::fflush(stdout);
}

RunConfig resolveConfig(const TrainOptions& options) {
  RunConfig config =
      RunConfig::resolve(options.common.env, options.algorithm, options.preset, options.config, options.common.set);
  config.seed = options.common.seed;
  return config;
}

std::unique_ptr<Training> start(const TrainOptions& options) {
  TrainingOptions training;
  if (options.steps) training.steps = static_cast<std::int64_t>(*options.steps);
  training.minutes = options.minutes;
  training.device = options.common.device;
  training.threads = options.common.threads;
  training.initAgent = options.initAgent;
  if (!options.resume.empty()) return engine().resumeTraining(options.resume, training);
  if (options.common.env.empty()) throw Error::usage("--env ID or --resume DIR", "neither", "the options");
  training.folder = options.out;
  return engine().startTraining(resolveConfig(options), training);
}

void train(const TrainOptions& options) {
  if (options.listSettings) {
    RunConfig config = resolveConfig(options);
    fmt::print("{}", settingsPage(config));
    return;
  }
  if (options.steps && options.minutes) throw Error::usage("one of --steps and --minutes", "both", "the options");
  const auto training = start(options);
  fmt::print("training in {}\n", training->status()->folder.string());
  std::fflush(stdout);
  std::signal(SIGINT, onInterrupt);
  std::signal(SIGTERM, onInterrupt);
  Progress progress("training");
  bool stopping = false, warned = false, noted = false;
  // Of a run that goes on what was before is in its files.
  std::size_t taken = 0;
  const auto print = [&](const std::vector<MetricsRow>& rows) {
    for (const MetricsRow& row : rows) {
      if (taken++ < training->status()->earlierRows || std::isnan(cell(row, "eval_return"))) continue;
      progress.finish();
      printEvaluation(row);
    }
  };
  while (training->alive()) {
    print(training->takeRows(200));
    const auto status = training->status();
    if (!status->warning.empty() && !warned) {
      progress.finish();
      fmt::print(stderr, "warning: {}\n", status->warning);
      warned = true;
    }
    if (!status->note.empty() && !noted) {
      progress.finish();
      fmt::print(stderr, "note: {}\n", status->note);
      noted = true;
    }
    progress.update(status->progress > 0 ? status->progress : -1.0,
                    fmt::format("{} · iteration {} · {} steps · {:.0f} steps/s", status->activity, status->iteration,
                                groupedText(status->envSteps), status->stepsPerSecond),
                    status->secondsLeft);
    if (interrupts > 0 && !stopping) {
      progress.finish();
      fmt::print(stderr, "finishing the iteration and writing a checkpoint (again to quit at once)\n");
      training->requestStop();
      stopping = true;
    }
  }
  progress.finish();
  print(training->takeRows());
  const auto last = training->status();
  if (last->state == TrainingState::kFailed) throw std::runtime_error(last->error);
  fmt::print("{} steps in {}: {}\n", groupedText(last->envSteps), clockText(last->seconds),
             (last->folder / "agent.safetensors").string());
}

/// A run goes on as it began.
void refuseOtherSettings(const CLI::App& command) {
  for (const char* option :
       {"--env", "--algorithm", "--preset", "--config", "--set", "--init-agent", "--seed", "--out", "--settings"})
    if (command.count(option) > 0)
      throw Error::usage("--resume without settings, as a run goes on with its own", option, "the options");
}

}  // namespace

void addTrain(CLI::App& app) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command = app.add_subcommand("train", "Train an agent");
  options->common.bindEnv(*command);
  command->add_option("--algorithm", options->algorithm, "Algorithm, see 'spolab algorithms'")
      ->type_name("ID")
      ->capture_default_str();
  command->add_option("--preset", options->preset, "Preset of settings, see 'spolab presets'")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--config", options->config, "TOML file with settings, over the preset")->type_name("FILE");
  options->common.bindSet(*command);
  command->add_option("--init-agent", options->initAgent, "Start from the parameters of this agent")->type_name("FILE");
  command->add_option("--steps", options->steps, "Environment steps in all, rounded up to a whole iteration")
      ->type_name("N")
      ->check(number(1.0, kMostSteps));
  command->add_option("--minutes", options->minutes, "Minutes to train (with --resume: further minutes)")
      ->type_name("M")
      ->check(number(0.0, kMostMinutes, false));
  options->common.bindSeed(*command);
  options->common.bindDevice(*command);
  command->add_option("--out", options->out, "Folder of the run; must not exist yet")->type_name("DIR");
  command->add_option("--resume", options->resume, "Go on with the run in this folder")->type_name("DIR");
  command->add_flag("--settings", options->listSettings, "Print all settings with ranges and meaning, and end");
  command->footer(
      "Ctrl-C finishes the iteration, writes a checkpoint and ends; a second Ctrl-C quits at once.\n"
      "All settings with their ranges: spolab train --env ID --settings, or docs/SETTINGS.md.");
  command->callback([options, command] {
    if (!options->resume.empty()) refuseOtherSettings(*command);
    train(*options);
  });
}

}  // namespace spolab::cli

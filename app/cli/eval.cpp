#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "app/cli/progress.h"

namespace spolab::cli {
namespace {

using nlohmann::json;

struct EvalCommand {
  Common common;
  int episodes = 0;
};

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

void evaluate(const EvalCommand& command) {
  const LoadedAgent loaded = loadAgent(command.common);
  Progress progress("evaluating");
  EvalOptions options;
  options.episodes = command.episodes;
  options.seed = command.common.seed;
  options.device = command.common.device;
  options.threads = command.common.threads;
  const auto begin = std::chrono::steady_clock::now();
  options.progress = [&](double fraction) {
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!command.common.json) progress.update(fraction, "", fraction > 0 ? elapsed * (1 - fraction) / fraction : -1.0);
    return true;
  };
  const EvalReport report = engine().evaluate(*loaded.agent, loaded.config, options);
  progress.finish();
  if (command.common.json) {
    const json document{{"env", report.env},
                        {"episodes", report.episodes},
                        {"different_starts", report.starts > 0 ? json(report.starts) : json(nullptr)},
                        {"mode", report.mode},
                        {"return_mean", number(report.returnMean)},
                        {"return_iqm", number(report.returnIqm)},
                        {"return_ci95", {number(report.returnLow), number(report.returnHigh)}},
                        {"success_rate", number(report.successRate)},
                        {"length_mean", number(report.lengthMean)},
                        {"distance_mean", number(report.distanceMean)},
                        {"full_share", number(report.fullShare)},
                        {"broken", report.broken},
                        {"broken_in_search", report.brokenInSearch},
                        {"seconds", number(report.seconds)},
                        {"planner", report.planner}};
    fmt::print("{}\n", document.dump(2));
    return;
  }
  const std::string starts = report.starts > 0 ? fmt::format(" on {} different levels", report.starts) : "";
  fmt::print("{}: {} episodes{}, {}, {}\n", report.env, report.episodes, starts, report.mode, report.planner);
  fmt::print("  return   {:.4f}  (95 % interval {:.4f} to {:.4f}, interquartile mean {:.4f})\n", report.returnMean,
             report.returnLow, report.returnHigh, report.returnIqm);
  if (std::isfinite(report.successRate)) fmt::print("  success  {:.2f} %\n", 100 * report.successRate);
  if (std::isfinite(report.distanceMean)) fmt::print("  distance {:.2f} m\n", report.distanceMean);
  fmt::print("  length   {:.2f} steps", report.lengthMean);
  if (std::isfinite(report.fullShare)) fmt::print(", {:.1f} % of the episodes to the limit", 100 * report.fullShare);
  if (report.broken > 0) fmt::print(", {} ended by a broken simulation", report.broken);
  if (report.brokenInSearch > 0) fmt::print(", {} simulations broke down within the searches", report.brokenInSearch);
  fmt::print("\n  time     {:.1f} s\n", report.seconds);
}

}  // namespace

void addEval(CLI::App& app) {
  auto command = std::make_shared<EvalCommand>();
  CLI::App* sub = app.add_subcommand("eval", "Evaluate an agent over whole episodes");
  command->common.bindAgent(*sub);
  command->common.bindAlgorithm(*sub);
  command->common.bindEnv(*sub);
  sub->add_option(
         "--episodes", command->episodes,
         "Episodes; without it 1280, or each level of given files once where they are fewer (--set env.levels=FILE)")
      ->type_name("N")
      ->check(whole(1, 10000000));
  command->common.bindSet(*sub);
  command->common.bindSeed(*sub);
  command->common.bindDevice(*sub);
  command->common.bindJson(*sub);
  sub->footer(
      "Greedy (argmax of q̂) without root noise; the papers' evaluation: --set planner.action=sample.\n"
      "Cube: scrambles of 7 turns, as in the paper; others: --set env.scramble_min=5 --set env.scramble_max=5.");
  sub->callback([command] { evaluate(*command); });
}

}  // namespace spolab::cli

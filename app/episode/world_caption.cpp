#include "app/episode/world_caption.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "app/episode/plain_numbers.h"

namespace spolab {
namespace {

/// Steps over which speed is a mean: long enough to read, short enough to follow.
constexpr int kSpeedSteps = 20;

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", plainCount(static_cast<double>(count)), count == 1 ? one : many);
}

std::string returnText(double value) { return plainNumber(value); }

/// Worlds that are either solved or not, and nothing in between.
bool onlySolves(const EnvSpec& spec) { return spec.discrete() && spec.scoreMinimum >= 0.0 && spec.scoreMaximum <= 1.0; }

std::string progressOf(const PlayerView& view) {
  const EnvSpec& spec = view.env->spec();
  std::string text = fmt::format("episode {}", view.episode + 1);
  if (!onlySolves(spec)) text += "  ·  return " + returnText(view.episodeReturn);
  if (view.episodesPlayed == 0) return text;
  if (onlySolves(spec) || view.episodesSolved > 0)
    text += fmt::format("  ·  solved {} of {}", view.episodesSolved, view.episodesPlayed);
  if (!onlySolves(spec)) text += "  ·  mean of finished " + returnText(view.returnSum / view.episodesPlayed);
  return text;
}

std::optional<Vec3> placeAfter(const PlayerView& view, int steps) {
  Vec3 point;
  const auto& state =
      steps <= 0 ? view.start : view.frames[static_cast<std::size_t>(steps) - 1]->after;  // where the next one begins
  if (!view.env->place(state, point)) return std::nullopt;
  return point;
}

/// How long a body's episode was, and how far along x it came: "3.2 s, 4.1 m".
std::string wayOf(const PlayerView& view) {
  const auto steps = static_cast<int>(view.frames.size());
  const double seconds = view.env->spec().secondsPerStep;
  std::string text =
      seconds > 0.0 ? fmt::format("{:.1f} s", steps * seconds) : counted(view.frames.size(), "step", "steps");
  const auto start = placeAfter(view, 0), end = placeAfter(view, steps);
  if (start && end) text += fmt::format(", {:.1f} m", end->x - start->x);
  return text;
}

std::string verdictOf(const PlayerView& view) {
  const EnvSpec& spec = view.env->spec();
  const std::size_t steps = view.frames.size();
  const StepResult& last = view.frames.back()->result;
  if (!spec.discrete()) {
    if (last.failed) return "The simulation broke down: a new episode begins";
    const std::string end =
        last.truncated ? "All " + counted(view.frames.size(), "step", "steps") : "Fell after " + wayOf(view);
    return end + "  ·  return " + returnText(view.episodeReturn);
  }
  if (view.success) return "Solved in " + counted(steps, "move", "moves");
  if (onlySolves(spec)) return "Not solved within " + counted(steps, "move", "moves");
  return fmt::format("Over after {}  ·  return {}", counted(steps, "move", "moves"), returnText(view.episodeReturn));
}

void describeMotion(const Moment& moment, WorldCaption& caption) {
  const PlayerView& view = *moment.view;
  if (view.env->spec().discrete()) return;
  const auto here = placeAfter(view, stepsDone(moment)), start = placeAfter(view, 0);
  if (!here || !start) return;
  const double seconds = view.env->spec().secondsPerStep;
  const double perStep = metresPerStep(moment);
  caption.speed =
      seconds > 0.0 ? fmt::format("{:.2f} m/s", perStep / seconds) : fmt::format("{:.3f} m per step", perStep);
  caption.distance = fmt::format("{:.1f} m from the start", std::hypot(here->x - start->x, here->y - start->y));
}

}  // namespace

int stepsDone(const Moment& moment) {
  if (!moment.frame) return 0;
  return moment.frame->step + (moment.fraction >= 0.5f ? 1 : 0);
}

double metresPerStep(const Moment& moment) {
  if (!moment.view) return 0.0;
  const int end = stepsDone(moment), begin = std::max(end - kSpeedSteps, 0);
  if (end == begin) return 0.0;
  const auto from = placeAfter(*moment.view, begin), to = placeAfter(*moment.view, end);
  if (!from || !to) return 0.0;
  return std::hypot(to->x - from->x, to->y - from->y) / (end - begin);
}

WorldCaption captionOf(const Moment& moment) {
  WorldCaption caption;
  if (!moment.view) return caption;
  const PlayerView& view = *moment.view;
  caption.title = view.env->spec().title;
  if (!view.ready) {
    caption.notice = "Loading the network…";
    return caption;
  }
  caption.parameters = view.personPlays ? "You have the moves"
                       : view.trained   ? view.parameters
                                        : "no trained agent for this world yet: press Train";
  caption.progress = progressOf(view);
  if (!moment.live)
    caption.progress = fmt::format("looking back at step {}", moment.frame ? moment.frame->step + 1 : 0);
  if (view.finished && moment.live && moment.fraction >= 1.0f && !view.frames.empty())
    caption.verdict = verdictOf(view);
  caption.success = view.success;
  describeMotion(moment, caption);
  return caption;
}

}  // namespace spolab

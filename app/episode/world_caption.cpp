#include "app/episode/world_caption.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "app/episode/plain_numbers.h"
#include "core/base/check.h"
#include "core/base/translate.h"

namespace spolab {
namespace {

/// Steps over which speed is a mean: long enough to read, short enough to follow.
constexpr int kSpeedSteps = 20;

constexpr const char* kBetween = "  ·  ";

std::string returnText(double value) { return translateFormat(phrase("captions", "return {}"), plainNumber(value)); }

/// Worlds that are either solved or not, and nothing in between.
bool onlySolves(const EnvSpec& spec) { return spec.discrete() && spec.scoreMinimum >= 0.0 && spec.scoreMaximum <= 1.0; }

std::string progressOf(const PlayerView& view) {
  const EnvSpec& spec = view.env->spec();
  std::string text = translateFormat(phrase("captions", "episode {}"), view.episode + 1);
  if (!onlySolves(spec)) text += kBetween + returnText(view.episodeReturn);
  if (view.episodesPlayed == 0) return text;
  if (onlySolves(spec) || view.episodesSolved > 0)
    text += kBetween + translateFormat(phrase("captions", "solved {} of {}"), view.episodesSolved, view.episodesPlayed);
  if (!onlySolves(spec))
    text += kBetween + translateFormat(phrase("captions", "mean of finished {}"),
                                       plainNumber(view.returnSum / view.episodesPlayed));
  return text;
}

std::optional<Vec3> placeAfter(const PlayerView& view, int steps) {
  SPOLAB_CHECK_LE(steps, static_cast<int>(view.frames.size()));
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
  std::string text = seconds > 0.0 ? fmt::format("{:.1f} s", steps * seconds)
                     : steps == 1  ? translateFormat(phrase("captions", "{} step"), plainCount(steps))
                                   : translateFormat(phrase("captions", "{} steps"), plainCount(steps));
  const auto start = placeAfter(view, 0), end = placeAfter(view, steps);
  if (start && end) text += fmt::format(", {:.1f} m", end->x - start->x);
  return text;
}

std::string verdictOf(const PlayerView& view) {
  const EnvSpec& spec = view.env->spec();
  const bool one = view.frames.size() == 1;
  const std::string count = plainCount(static_cast<double>(view.frames.size()));
  const StepResult& last = view.frames.back()->result;
  if (!spec.discrete()) {
    if (last.failed) return translate("captions", "The simulation broke down: a new episode begins");
    const std::string end = !last.truncated ? translateFormat(phrase("captions", "Fell after {}"), wayOf(view))
                            : one           ? translateFormat(phrase("captions", "All {} step"), count)
                                            : translateFormat(phrase("captions", "All {} steps"), count);
    return end + kBetween + returnText(view.episodeReturn);
  }
  if (view.success)
    return one ? translateFormat(phrase("captions", "Solved in {} move"), count)
               : translateFormat(phrase("captions", "Solved in {} moves"), count);
  if (onlySolves(spec))
    return one ? translateFormat(phrase("captions", "Not solved within {} move"), count)
               : translateFormat(phrase("captions", "Not solved within {} moves"), count);
  const std::string end = one ? translateFormat(phrase("captions", "Over after {} move"), count)
                              : translateFormat(phrase("captions", "Over after {} moves"), count);
  return end + kBetween + returnText(view.episodeReturn);
}

void describeMotion(const Moment& moment, WorldCaption& caption) {
  const PlayerView& view = *moment.view;
  if (view.env->spec().discrete()) return;
  const auto here = placeAfter(view, stepsDone(moment)), start = placeAfter(view, 0);
  if (!here || !start) return;
  const double seconds = view.env->spec().secondsPerStep;
  const double perStep = metresPerStep(moment);
  caption.speed = seconds > 0.0 ? fmt::format("{:.2f} m/s", perStep / seconds)
                                : translateFormat(phrase("captions", "{:.3f} m per step"), perStep);
  caption.distance = translateFormat(phrase("captions", "{:.1f} m from the start"),
                                     std::hypot(here->x - start->x, here->y - start->y));
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
  caption.title = translate("worlds", view.env->spec().title.c_str());
  if (!view.ready) {
    caption.notice = translate("captions", "Loading the network…");
    return caption;
  }
  caption.parameters = view.personPlays ? translate("captions", "You have the moves")
                       : view.trained   ? view.parameters
                                        : translate("captions", "no trained agent for this world yet: press Train");
  caption.progress = progressOf(view);
  if (!moment.live)
    caption.progress =
        translateFormat(phrase("captions", "looking back at step {}"), moment.frame ? moment.frame->step + 1 : 0);
  if (view.finished && moment.live && moment.fraction >= 1.0f && !view.frames.empty())
    caption.verdict = verdictOf(view);
  caption.success = view.success;
  describeMotion(moment, caption);
  return caption;
}

}  // namespace spolab

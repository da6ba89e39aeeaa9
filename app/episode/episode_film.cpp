#include "app/episode/episode_film.h"

#include <algorithm>
#include <utility>

namespace spolab {
namespace {

/// How long an episode stands still before its first decision, and after its last with what came of it.
constexpr double kLeadSeconds = 0.5;
constexpr double kLingerSeconds = 1.6;
/// Times are compared with this much tolerance: sums of fractions are not exact.
constexpr double kInstant = 1e-6;

}  // namespace

double filmSeconds(int decisions, bool finished, const FilmPace& pace) {
  return kLeadSeconds + decisions / pace.stepsPerSecond + (finished ? kLingerSeconds : 0.0);
}

FilmCutter::FilmCutter(const FilmPace& pace) : pace_(pace) { playhead_.setSpeed(pace.stepsPerSecond); }

void FilmCutter::show(const std::shared_ptr<const PlayerView>& view) {
  // What the search took on this machine is no part of a film.
  auto even = std::make_shared<PlayerView>(*view);
  even->stepsPerSecond = 0.0;
  if (even->frames.empty()) return;
  if (even->frames.size() == 1 || index_ == 0) end_ += kLeadSeconds;
  playhead_.adopt(even, end_);  // before that it stands at the beginning of its search
  end_ += 1.0 / pace_.stepsPerSecond;
  if (even->finished) end_ += kLingerSeconds;
}

std::optional<Moment> FilmCutter::next() {
  const double now = static_cast<double>(index_) * interval();
  if (now > end_ - kInstant) return std::nullopt;
  ++index_;
  return playhead_.at(now + kInstant);
}

Moment searchedMoment(std::shared_ptr<const PlayerView> view) {
  Moment moment;
  moment.frame = view->frames.back();
  moment.depths = static_cast<float>(moment.frame->trace.depths);
  moment.fraction = 0.0f;
  moment.searching = true;
  moment.view = std::move(view);
  return moment;
}

std::shared_ptr<const PlayerView> episodeUpTo(const PlayerView& whole, int decisions) {
  auto part = std::make_shared<PlayerView>(whole);
  const auto count = std::min(static_cast<std::size_t>(std::max(decisions, 0)), whole.frames.size());
  part->frames.resize(count);
  part->thought.reset();  // of the state on screen, behind all decisions
  part->episodeReturn = 0.0f;
  for (const auto& frame : part->frames) part->episodeReturn += frame->result.reward;
  if (count == whole.frames.size() || !whole.finished) return part;
  part->finished = false;
  part->success = false;
  // The whole one has been counted already.
  part->episodesPlayed = std::max(0, whole.episodesPlayed - 1);
  part->episodesSolved = std::max(0, whole.episodesSolved - (whole.success ? 1 : 0));
  part->returnSum = whole.returnSum - whole.episodeReturn;
  return part;
}

bool recordEpisode(const PlayerView& whole, int first, FilmCutter& cutter, EpisodePicture& picture,
                   Recording& recording, const std::function<bool(double fraction)>& progress) {
  const int count = static_cast<int>(whole.frames.size());
  const int begin = std::clamp(first, 0, count);
  for (int done = begin + 1; done <= count; ++done) {
    cutter.show(episodeUpTo(whole, done));
    while (const auto moment = cutter.next()) {
      if (!progress(static_cast<double>(done - begin - 1) / (count - begin))) return false;
      recording.add(picture.draw(*moment, cutter.interval()));
    }
  }
  return true;
}

}  // namespace spolab

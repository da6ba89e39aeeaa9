#include "app/studio/runs/time_race.h"

#include <algorithm>
#include <utility>

#include <QMetaObject>

#include "app/episode/world_caption.h"
#include "app/studio/lines/line_order.h"
#include "app/studio/number_text.h"
#include "app/studio/race/race_history.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

namespace spolab {
namespace {

/// Nobody goes back in today's episode.
constexpr std::size_t kMostHistory = std::size_t{16} << 20;
/// How far today's agent is ahead of the screen, in steps, and how fast it gets there.
constexpr std::size_t kAhead = 32, kAheadAgain = 16;
constexpr double kStepsPerSecond = 120.0;
constexpr int kTodayColour = 0, kNoColour = -1;

QString standing(const QString& who, int steps, float total, const QString& end) {
  return TimeRace::tr("%1  ·  step %2  ·  return %3%4").arg(who).arg(steps).arg(numberText(total), end);
}

QString endOf(const PlayerView& view, int steps) {
  if (!view.finished || steps < static_cast<int>(view.frames.size())) return {};
  return view.success ? TimeRace::tr("  ·  solved") : TimeRace::tr("  ·  over");
}

RaceSide sideOf(const PlayerView& view) {
  RaceSide side;
  side.steps = static_cast<int>(view.frames.size());
  side.seconds = side.steps;  // both take one step at a time
  side.score = view.episodeReturn;
  side.finished = true;
  side.success = view.success;
  return side;
}

}  // namespace

TimeRace::TimeRace(WatchController& watch, StageWindow& stage, QObject* parent)
    : QObject(parent), watch_(watch), stage_(stage) {
  connect(&watch_, &WatchController::viewChanged, this, &TimeRace::onView);
  connect(&watch_, &WatchController::failed, this, &TimeRace::end);
}

TimeRace::~TimeRace() = default;

void TimeRace::begin(const NewestParameters& today) {
  const auto view = watch_.view();
  if (!view || (!today.agent && today.file.empty())) return;
  const bool first = !active_;
  newest_ = today;
  active_ = true;
  before_ = view->decider;
  env_ = view->env;
  start_.clear();
  today_.reset();
  if (first) races_ = won_ = 0;
  stage_.invalidate();
  if (player_) return;
  player_ = std::make_unique<Player>(
      [this] {
        // Many news between two turns of the event loop are one call.
        if (!called_.exchange(true))
          QMetaObject::invokeMethod(
              this, [this] { takeNews(); }, Qt::QueuedConnection);
      },
      kMostHistory);
}

void TimeRace::end() {
  if (!active_) return;
  active_ = false;
  today_.reset();
  before_.reset();
  newest_ = {};
  player_->send(play::Pause{true});
  stage_.invalidate();
}

/// Another episode is another race; another world ends it.
void TimeRace::onView() {
  const auto view = watch_.view();
  if (!active_ || !view || view->decider == before_) return;
  if (view->env != env_) return end();
  if (view->start != start_ || view->episode != episode_) challenge(*view);
  stayAhead();
  keepScore();
}

void TimeRace::challenge(const PlayerView& view) {
  start_ = view.start;
  episode_ = view.episode;
  today_.reset();
  scored_ = false;
  play::Challenge challenge;
  challenge.agent = newest_.agent;
  challenge.agentFile = newest_.file;
  challenge.changes = watch_.changes();
  challenge.start = view.start;
  challenge.label = tr("today").toStdString();
  challenge.seed = view.seed;
  challenge.episode = view.episode;
  challenge.once = true;
  player_->send(play::Speed{kStepsPerSecond});
  player_->send(std::move(challenge));  // paused
  player_->send(play::Pause{false});
  held_ = false;
}

void TimeRace::takeNews() {
  called_ = false;
  const std::vector<PlayerEvent> events = player_->takeEvents();
  if (!active_) return;  // they were on their way when the race ended
  for (const PlayerEvent& event : events)
    if (event.kind == PlayerEvent::Kind::kError) {
      Q_EMIT failed(tr("Today's agent could not race"), QString::fromStdString(event.text));
      return end();
    }
  auto view = player_->view();
  if (!view || view == today_ || view->start != start_ || view->episode != episode_) return;
  today_ = std::move(view);
  if (newest_.agent == nullptr && today_->decider) newest_ = {today_->decider->agent, {}};  // read once
  stayAhead();
  keepScore();
  stage_.invalidate();
}

void TimeRace::stayAhead() {
  const auto past = watch_.view();
  if (!today_ || !past) return;
  const std::size_t there = today_->frames.size(), here = past->frames.size();
  const bool hold = !past->finished && there > here + (held_ ? kAheadAgain : kAhead);
  if (hold == held_) return;
  held_ = hold;
  player_->send(play::Pause{hold});
}

void TimeRace::keepScore() {
  const auto past = watch_.view();
  if (scored_ || !today_ || !today_->finished || !past || !past->finished || past->start != start_) return;
  scored_ = true;
  ++races_;
  if (winnerOf(sideOf(*past), sideOf(*today_)) == RaceWinner::kRight) ++won_;
}

std::vector<OtherWorld> TimeRace::at(const Moment& moment) const {
  const PlayerView& past = *moment.view;
  if (past.decider == before_ || !past.decider) return {{kNoColour, tr("loading both agents…").toStdString(), {}}};
  const int steps = stepsDone(moment);
  const QString name = tr("iteration %1").arg(countText(static_cast<double>(past.decider->agent->iteration())));
  std::vector<OtherWorld> worlds;
  worlds.push_back(
      {kNoColour, standing(name, steps, returnAfter(past.frames, steps), endOf(past, steps)).toStdString(), {}});
  if (today_) {
    const int there = std::min(steps, static_cast<int>(today_->frames.size()));
    worlds.push_back({kTodayColour,
                      standing(tr("today, the ghost"), there, returnAfter(today_->frames, there), endOf(*today_, there))
                          .toStdString(),
                      stateAfter(today_->start, today_->frames, there)});
  }
  const QString score = races_ > 0 ? tr("today ahead in %1 of %2  ·  ").arg(won_).arg(races_) : QString();
  worlds.push_back({kNoColour, (score + tr("Esc: back to today")).toStdString(), {}});
  return worlds;
}

}  // namespace spolab

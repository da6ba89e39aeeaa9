#include "app/studio/lines/ghost_worlds.h"

#include <QAction>

#include "app/episode/world_caption.h"
#include "app/studio/lines/line_lanes.h"
#include "app/studio/menus.h"
#include "app/studio/number_text.h"
#include "app/studio/preferences.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/runs/time_race.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

namespace spolab {

std::vector<OtherWorld> otherLinesAt(const Moment& moment) {
  std::vector<OtherWorld> worlds;
  const PlayerView& view = *moment.view;
  if (view.lines.empty()) return worlds;
  const int steps = stepsDone(moment);
  for (const LineEntry& line : listLines(view, LineLanes::kMostOthers).lines) {
    if (line.other < 0 || steps <= line.fork) continue;  // still the same
    const int there = std::min(steps, line.steps());
    const QString text = GhostWorlds::tr("%1  ·  step %2  ·  return %3")
                             .arg(lineName(line.id))
                             .arg(there)
                             .arg(numberText(returnAfter(*line.frames, there)));
    worlds.push_back({line.id, text.toStdString(), stateAfter(view.start, *line.frames, there)});
  }
  return worlds;
}

GhostWorlds::GhostWorlds(const MenuActions& actions, Preferences& preferences, WatchController& watch,
                         StageWindow& stage, RunsController& runs, QObject* parent)
    : QObject(parent),
      actions_(actions),
      watch_(watch),
      stage_(stage),
      runs_(runs),
      race_(std::make_unique<TimeRace>(watch, stage, nullptr)),
      lines_(preferences.lineGhosts) {
  actions_.lineGhosts->setChecked(lines_);
  connect(actions_.lineGhosts, &QAction::toggled, this, [this, &preferences](bool on) {
    preferences.lineGhosts = lines_ = on;
    stage_.invalidate();
  });
  connect(actions_.nextLine, &QAction::triggered, this, [this] { watch_.switchBy(1); });
  connect(actions_.previousLine, &QAction::triggered, this, [this] { watch_.switchBy(-1); });
  connect(&watch_, &WatchController::viewChanged, this, &GhostWorlds::updateActions);
  connect(&watch_, &WatchController::racingChanged, this, &GhostWorlds::updateActions);
  SnapshotTrack& track = runs_.snapshots();
  connect(&track, &SnapshotTrack::snapshotChosen, this, [this] { race_->begin(runs_.newestParameters()); });
  connect(&track, &SnapshotTrack::choiceForgotten, race_.get(), &TimeRace::end);
  connect(race_.get(), &TimeRace::failed, this, &GhostWorlds::failed);
  stage_.setOthers([this](const Moment& moment) {
    if (race_->active()) return race_->at(moment);
    return lines_ ? otherLinesAt(moment) : std::vector<OtherWorld>{};
  });
  updateActions();
}

GhostWorlds::~GhostWorlds() { stage_.setOthers({}); }

void GhostWorlds::updateActions() {
  const auto view = watch_.view();
  const bool some = view && !view->lines.empty() && !watch_.racing();
  actions_.nextLine->setEnabled(some);
  actions_.previousLine->setEnabled(some);
}

void GhostWorlds::setMode(Mode mode) {
  if (mode != Mode::kWatch && mode != Mode::kLearn) race_->end();
}

bool GhostWorlds::escape() {
  if (!race_->active()) return false;
  runs_.snapshots().backToNewest();
  return true;
}

}  // namespace spolab

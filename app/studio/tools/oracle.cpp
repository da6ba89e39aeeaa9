#include "app/studio/tools/oracle.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "app/studio/stage/stage_window.h"
#include "app/studio/thread_priority.h"
#include "app/studio/watch_controller.h"
#include "envs/sokoban/level_text.h"
#include "envs/sokoban/solver.h"

namespace spolab {
namespace {

constexpr std::size_t kMostPositions = 100'000;  // of Sokoban

/// Turns of the cube, pushes of Sokoban.
int costOf(const PlayerView& view) {
  if (view.env->spec().id != "sokoban") return static_cast<int>(view.frames.size());
  std::vector<std::int32_t> actions;
  for (const auto& frame : view.frames) actions.push_back(discreteAction(frame->action));
  const std::string line = view.env->printActions(view.start, actions);
  return static_cast<int>(
      std::count_if(line.begin(), line.end(), [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }));
}

}  // namespace

Oracle::Oracle(WatchController& watch, StageWindow& stage, QObject* parent)
    : QObject(parent), watch_(watch), stage_(stage), cube_(this) {
  connect(&watch_, &WatchController::viewChanged, this, &Oracle::onView);
  connect(&cube_, &ShortestWay::answered, this, [this](const ShortestWay::Answer& answer) {
    if (answer.turns) fewest_ = static_cast<int>(answer.turns->size());
    onView();
  });
  background_.run([] { lowerThreadPriority("spolab-oracle"); });
}

Oracle::~Oracle() { ++newest_; }

void Oracle::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  start_.clear();
  fewest_.reset();
  cube_.forget();
  ++newest_;
  stage_.setVerdictNote({});
  if (active_) onView();
}

void Oracle::onView() {
  const auto view = watch_.view();
  if (!active_ || !view || !view->ready) return;
  const std::string& id = view->env->spec().id;
  if (id != "rubiks-cube" && id != "sokoban") return;
  if (view->start != start_) askAbout(view->start);
  stage_.setVerdictNote(view->success ? note() : QString());
}

void Oracle::askAbout(const std::vector<std::byte>& start) {
  start_ = start;
  fewest_.reset();
  if (watch_.view()->env->spec().id == "sokoban") return askSokoban(start);
  cube::State state;
  std::memcpy(&state, start.data(), sizeof state);
  cube_.ask(state);
}

void Oracle::askSokoban(const std::vector<std::byte>& start) {
  background_.run([this, start, env = watch_.view()->env, question = ++newest_] {
    if (question != newest_) return;
    const sokoban::Level level = sokoban::parseMoment(env->print(start)).level;
    const sokoban::Solution solution = sokoban::solve(level, {kMostPositions});
    const bool solved = solution.outcome == sokoban::SolveOutcome::kSolved;
    const int pushes = solved ? solution.pushes : solution.pushesAtLeast;
    QMetaObject::invokeMethod(
        this,
        [this, start, pushes, solved] {
          if (start != start_) return;
          fewest_ = pushes;
          proven_ = solved;
          onView();
        },
        Qt::QueuedConnection);
  });
}

QString Oracle::noteOnPushes(int spent, int fewest, bool proven) {
  if (spent <= fewest) return tr("%1 pushes, no fewer are possible").arg(spent);  // also of a bound: it is reached
  return proven ? tr("%1 pushes, the fewest are %2").arg(spent).arg(fewest)
                : tr("%1 pushes, at least %2 are needed").arg(spent).arg(fewest);
}

QString Oracle::note() const {
  if (!fewest_) return {};
  const auto view = watch_.view();
  const int spent = costOf(*view);
  if (view->env->spec().id == "sokoban") return noteOnPushes(spent, *fewest_, proven_);
  return spent <= *fewest_ ? tr("no fewer are possible") : tr("the fewest are %1").arg(*fewest_);
}

}  // namespace spolab

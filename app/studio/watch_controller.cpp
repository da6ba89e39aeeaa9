#include "app/studio/watch_controller.h"

#include <cmath>
#include <utility>

#include <QMetaObject>

#include "app/episode/play_settings.h"
#include "app/episode/speed_scale.h"
#include "app/studio/decision_files.h"
#include "app/studio/lines/line_order.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"

namespace spolab {

WatchController::WatchController(StageWindow& stage, TransportBar& transport, SettingsForm& form, QObject* parent)
    : QObject(parent), stage_(stage), transport_(transport), form_(form), player_([this] {
        // Many news between two turns of the event loop are one call.
        if (!called_.exchange(true))
          QMetaObject::invokeMethod(
              this, [this] { takeNews(); }, Qt::QueuedConnection);
      }) {
  connectAll();
  stage_.hand().setSend([this](const std::optional<Push>& push) { player_.send(play::Push{push}); });
}

WatchController::~WatchController() { stage_.hand().setSend({}); }

void WatchController::connectAll() {
  connect(&transport_, &TransportBar::playPressed, this, &WatchController::togglePlay);
  connect(&transport_, &TransportBar::stepPressed, this, &WatchController::stepForward);
  connect(&transport_, &TransportBar::backPressed, this, &WatchController::stepBack);
  connect(&transport_, &TransportBar::depthPressed, this, &WatchController::depth);
  connect(&transport_, &TransportBar::phasePressed, this, &WatchController::phase);
  connect(&transport_, &TransportBar::restartPressed, this, &WatchController::restart);
  connect(&transport_, &TransportBar::nextPressed, this, &WatchController::next);
  connect(&transport_, &TransportBar::livePressed, this, [this] { lookAt(-1); });
  connect(&transport_, &TransportBar::stepChosen, this, &WatchController::lookAt);
  connect(&transport_, &TransportBar::lineChosen, this, &WatchController::switchTo);
  connect(&transport_, &TransportBar::neighbourWanted, this, &WatchController::switchBy);
  connect(&transport_, &TransportBar::pinToggled, this, [this](bool pinned) { player_.send(play::Pin{pinned}); });
  connect(&transport_, &TransportBar::speedChanged, this, [this] { sendSpeed(); });
  connect(&form_, &SettingsForm::changed, this, [this] { player_.send(play::Changes{form_.changes()}); });
}

void WatchController::showWorld(const RunConfig& config, const std::filesystem::path& agentFile) {
  freshWorld_ = true;
  if (paused_) setPaused(false);  // another world plays
  player_.send(play::World{std::make_shared<RunConfig>(config.clone()), agentFile});
}

void WatchController::playFile(const std::filesystem::path& agentFile, bool sameEpisode) {
  player_.send(play::AgentFile{agentFile, sameEpisode});
  if (paused_) setPaused(false);
}

void WatchController::playSnapshot(const std::filesystem::path& agentFile) {
  player_.send(play::AgentFile{agentFile, true, true});
  setPaused(false);
}

void WatchController::backToNewest(const std::shared_ptr<const Agent>& agent) {
  player_.send(play::Offer{agent});
  player_.send(play::AdoptNow{true});
  setPaused(false);
}

void WatchController::offer(const std::shared_ptr<const Agent>& agent, bool now) {
  player_.send(play::Offer{agent});
  if (!now || transport_.pinned()) return;
  player_.send(play::AdoptNow{});
  if (resting_) setPaused(false);  // a training that has just begun is watched
}

void WatchController::setVisible(bool visible) { player_.send(play::Visible{visible}); }

void WatchController::setSeveralCores(bool several) { player_.send(play::Cores{several}); }

void WatchController::setMostHistory(int megabytes) {
  player_.send(play::MostHistory{static_cast<std::size_t>(megabytes) << 20});
}

void WatchController::setSeed(quint64 seed) { player_.send(play::Seed{seed}); }

void WatchController::takeNews() {
  called_ = false;
  for (const PlayerEvent& event : player_.takeEvents()) {
    if (event.kind == PlayerEvent::Kind::kAgentLoaded) onAgentLoaded(event);
    if (event.kind == PlayerEvent::Kind::kRefused)
      Q_EMIT failed(tr("The agent was not opened"), QString::fromStdString(event.text), tr("What plays goes on."));
    if (event.kind == PlayerEvent::Kind::kNoState)
      Q_EMIT failed(tr("This is no position of this world"), QString::fromStdString(event.text),
                    tr("What plays goes on."));
    if (event.kind == PlayerEvent::Kind::kRests) {
      paused_ = resting_ = true;
      transport_.setPaused(true);
      Q_EMIT rests();
    }
    if (event.kind == PlayerEvent::Kind::kError) {
      paused_ = event.paused;
      transport_.setPaused(paused_);
      Q_EMIT failed(tr("The viewed episode could not go on"), QString::fromStdString(event.text),
                    tr("Press play to try again, or choose another agent."));
    }
  }
  if (auto view = player_.view(); view && view != view_) {
    const bool otherWorld = !view_ || view_->env != view->env;
    view_ = std::move(view);
    stage_.playhead().adopt(view_, stage_.now());
    if (otherWorld) sendSpeed();
    lookWhereWanted();
    refresh();
    Q_EMIT viewChanged();
  }
}

/// A line that was chosen is on screen now.
void WatchController::lookWhereWanted() {
  if (!wanted_ || view_->line != wanted_->line) return;
  const int step = std::exchange(wanted_, std::nullopt)->step;
  if (step >= 0) stage_.playhead().lookAt(step, stage_.now());
}

void WatchController::onAgentLoaded(const PlayerEvent& event) {
  played_ = event.config;
  form_.setConfig(*event.config, !freshWorld_ && !event.changes);
  if (event.changes) form_.setChanges(*event.changes);
  freshWorld_ = false;
  enterChanges();
  Q_EMIT agentLoaded();
}

void WatchController::refresh() {
  const Playhead& head = stage_.playhead();
  if (const int looked = head.live() ? -1 : head.step(); looked != looked_) player_.send(play::Look{looked_ = looked});
  transport_.present(view_, head.step(), head.live(), racing_);
  stage_.invalidate();
  Q_EMIT lookChanged();
}

void WatchController::sendSpeed() {
  if (!view_) return;
  const double rate = normalStepsPerSecond(view_->env->spec()) * speedMultiple(transport_.speed()) * pace_;
  stage_.playhead().setSpeed(rate);
  player_.send(play::Speed{rate});
}

void WatchController::setSpeed(int position) {
  transport_.setSpeed(position);
  sendSpeed();
}

void WatchController::setPace(double multiple) {
  if (multiple == pace_) return;
  pace_ = multiple;
  sendSpeed();
}

void WatchController::setPaused(bool paused) {
  paused_ = paused;
  resting_ = false;
  if (!paused) {
    wanted_.reset();
    stage_.playhead().flow();
    if (!stage_.playhead().live()) stage_.playhead().lookAt(-1, stage_.now());
  }
  player_.send(play::Pause{paused});
  transport_.setPaused(paused);
  refresh();
}

/// An episode that is over and kept for its lines goes on with the next one.
void WatchController::togglePlay() {
  if (paused_ && view_ && view_->finished && !view_->personPlays && (resting_ || !view_->lines.empty()))
    next();
  else
    setPaused(!paused_);
}

void WatchController::setRacing(bool racing) {
  if (racing == racing_) return;
  racing_ = racing;
  refresh();
  Q_EMIT racingChanged();
}

/// Nothing happens until a person moves; a body that is driven goes on by itself.
bool WatchController::awaitsPerson() const {
  return view_ && view_->personPlays && !view_->finished && !view_->running;
}

void WatchController::stepForward() {
  Playhead& head = stage_.playhead();
  head.flow();
  if (!paused_) setPaused(true);
  if (!head.live()) {
    const int last = view_ ? static_cast<int>(view_->frames.size()) - 1 : -1;
    head.lookAt(head.step() < last ? head.step() + 1 : -1, stage_.now());
    refresh();
    return;
  }
  if (racing_) return;
  if (awaitsPerson()) return Q_EMIT personToMove();
  player_.send(play::StepOnce{});
}

void WatchController::stepBack() {
  const int step = stage_.playhead().step();
  if (step < 0) return;
  // From the newest decision carried out, "back" first shows that decision being made.
  lookAt(stage_.playhead().live() ? step : step - 1);
}

void WatchController::depth() { reveal(false); }

void WatchController::phase() { reveal(true); }

void WatchController::scrub(int depths) {
  if (!paused_) setPaused(true);
  stage_.playhead().scrub(depths, stage_.now());
  refresh();
  stage_.answer();
}

void WatchController::reveal(bool onePhase) {
  if (!paused_) setPaused(true);
  Playhead& head = stage_.playhead();
  const double now = stage_.now();
  if (!(onePhase ? head.nextPhase(now) : head.nextDepth(now))) {
    if (racing_) return;
    if (awaitsPerson()) return Q_EMIT personToMove();
    head.waitAtDepths(onePhase);
    player_.send(play::StepOnce{});
  }
  refresh();
  stage_.answer();
}

void WatchController::lookAt(int step) {
  wanted_.reset();
  if (step >= 0 && !paused_) setPaused(true);
  stage_.playhead().flow();
  stage_.playhead().lookAt(step, stage_.now());
  refresh();
  stage_.answer();
}

void WatchController::goThisWay(SearchWay way) {
  if (racing_) return;
  player_.send(play::GoThisWay{way.step, std::move(way.from), std::move(way.actions)});
  setPaused(false);
}

/// Where something of the search is selected that way, else as the agent would.
void WatchController::branch() {
  if (racing_) return;
  if (SearchWay way = stage_.selectedWay(); !way.actions.empty()) return goThisWay(std::move(way));
  Playhead& head = stage_.playhead();
  if (!head.live() && head.step() >= 0) branchAt(head.step());
}

void WatchController::branchAt(int step) {
  if (racing_) return;
  player_.send(play::BranchAt{step});
  lookAt(-1);
  setPaused(false);
}

void WatchController::switchTo(int line, int step) {
  if (racing_ || !view_ || line < 0 || line >= static_cast<int>(view_->lines.size())) return;
  setPaused(true);
  lookAt(-1);
  wanted_ = Wanted{view_->lines[static_cast<std::size_t>(line)].id, step};
  player_.send(play::SwitchLine{line});
}

void WatchController::switchBy(int by) {
  if (!view_) return;
  const Playhead& head = stage_.playhead();
  switchTo(neighbourOf(*view_, by), head.live() ? -1 : head.step());
}

void WatchController::undo(int steps) {
  if (racing_) return;
  if (!paused_) setPaused(true);
  lookAt(-1);
  player_.send(play::Undo{steps});
}

void WatchController::redo(int steps) {
  if (racing_) return;
  if (!paused_) setPaused(true);
  lookAt(-1);
  player_.send(play::Redo{steps});
}

void WatchController::setPerson(bool plays, bool advice) {
  if (plays) lookAt(-1);
  player_.send(play::Person{plays, advice});
}

void WatchController::act(std::vector<std::byte> action, bool goOn) {
  const Playhead& head = stage_.playhead();
  if (goOn && !head.live()) {
    // A move made while looking back is made there: another try.
    if (head.step() >= 0 && !racing_) player_.send(play::BranchAt{head.step()});
    lookAt(-1);
  }
  if (goOn && paused_) setPaused(false);
  player_.send(play::Act{std::move(action)});
}

std::vector<std::string> WatchController::changes() const {
  std::vector<std::string> all = form_.hasConfig() ? form_.changes() : std::vector<std::string>{};
  if (played_) all.push_back(methodChange(played_->algorithm));
  return all;
}

void WatchController::search(const std::string& algorithm, const std::vector<std::string>& changes) {
  toEnter_ = changes;
  if (played_ && played_->algorithm != algorithm)
    player_.send(play::Method{algorithm});  // the form of its settings comes first
  else
    enterChanges();
}

void WatchController::enterChanges() {
  for (const std::string& change : std::exchange(toEnter_, {})) {
    const auto equals = change.find('=');
    form_.enter(change.substr(0, equals), QString::fromStdString(change.substr(equals + 1)));
  }
}

void WatchController::changeSetting(const std::string& key, const QString& value) { form_.enter(key, value); }

void WatchController::startFrom(const QString& text, std::vector<std::string> settings) {
  if (racing_)
    return Q_EMIT failed(tr("The position was not taken"), tr("expected no race, found one that goes on"),
                         tr("Give up or finish the race first."));
  player_.send(play::StartFrom{text.toStdString(), std::move(settings)});
}

void WatchController::show(const OpenedDecision& decision) {
  setPaused(true);
  lookAt(-1);
  play::Decision command;
  command.decider = decision.decider;
  command.state = decision.state;
  command.seed = decision.capsule.seed;
  command.environment = decision.capsule.environment;
  command.step = decision.capsule.step;
  command.label = decision.capsule.agentLabel;
  player_.send(std::move(command));
}

void WatchController::restart() {
  if (racing_) return;
  player_.send(play::Restart{});
  setPaused(false);
}

void WatchController::next() {
  if (racing_) return;
  player_.send(play::NextEpisode{});
  setPaused(false);
}

}  // namespace spolab

#include "app/studio/race/race_controller.h"

#include <cmath>
#include <span>
#include <utility>

#include <QStandardPaths>

#include "app/episode/play_settings.h"
#include "app/episode/speed_scale.h"
#include "app/studio/number_text.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"

namespace spolab {
namespace {

constexpr int kCountdown = 3;
constexpr int kCountMilliseconds = 700;
constexpr int kTickMilliseconds = 100;
/// Nobody goes back in an opponent's episode.
constexpr std::size_t kMostHistory = std::size_t{32} << 20;

QString historyFile() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/spolab/races.json");
}

/// Metres over the ground that a body has come.
double metres(const PlayerView& view) {
  Vec3 from, to;
  if (view.frames.empty() || !view.env->place(view.start, from) || !view.env->place(view.frames.back()->after, to))
    return 0.0;
  return std::hypot(to.x - from.x, to.y - from.y);
}

/// The agent's own search, whatever it was changed to for the one that is watched.
RunConfig trainedConfig(const PlayerView& view) {
  return playedAsTrained(view.decider->agent->config(), view.decider->config);
}

}  // namespace

RaceController::RaceController(RacePanel& panel, WatchController& watch, PlayController& play, StageWindow& stage,
                               QObject* parent)
    : QObject(parent), panel_(panel), watch_(watch), play_(play), stage_(stage), history_(historyFile()) {
  connect(&panel_, &RacePanel::startPressed, this, &RaceController::start);
  connect(&panel_, &RacePanel::againPressed, this, &RaceController::start);
  connect(&panel_, &RacePanel::givenUp, this, &RaceController::giveUp);
  connect(&panel_, &RacePanel::anotherPressed, &watch_, &WatchController::next);
  connect(&panel_, &RacePanel::choiceChanged, this, [this] {
    if (active_ && state_ != RaceState::kRacing) prepare();
  });
  connect(&panel_, &RacePanel::clearPressed, this, [this] {
    history_.clear();
    panel_.showHistory(history_.results());
  });
  connect(&watch_, &WatchController::viewChanged, this, &RaceController::onView);
  connect(&timer_, &QTimer::timeout, this, [this] { state_ == RaceState::kCountdown ? count() : tick(); });
  panel_.showHistory(history_.results());
}

RaceController::~RaceController() = default;

void RaceController::setSnapshots(std::shared_ptr<const EnvSpec> world, const std::vector<Snapshot>& snapshots) {
  snapshotsWorld_ = std::move(world);
  snapshots_ = snapshots;
  if (active_ && state_ == RaceState::kReady) offerOpponents();  // else before the next race
}

/// Those of now; the one that was chosen stays chosen.
void RaceController::offerOpponents() {
  const auto view = watch_.view();
  if (!view || !view->decider) return;
  const auto chosen = static_cast<std::size_t>(panel_.opponent());  // none: beyond the end
  const auto file = chosen < opponents_.size() ? opponents_[chosen].agent : std::filesystem::path();
  const bool ofThisWorld = snapshotsWorld_ && shareNetworks(*snapshotsWorld_, view->env->spec());
  opponents_ =
      opponentsFor(trainedConfig(*view), std::span(snapshots_).first(ofThisWorld ? snapshots_.size() : 0), file);
  panel_.setOpponents(opponents_);
}

void RaceController::setVisible(bool visible) {
  if (rival_) rival_->send(play::Visible{visible});
}

void RaceController::setSeveralCores(bool several) {
  severalCores_ = several;
  if (rival_) rival_->send(play::Cores{several});
}

void RaceController::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  timer_.stop();
  if (!active) {
    if (rival_) rival_->send(play::Pause{true});
    setState(RaceState::kReady);
    stage_.setRival(false);
    play_.setRacing(false);
    play_.tellPlayer();  // before a race nobody had the moves
    return;
  }
  if (!rival_) {
    rival_ = std::make_unique<Player>(
        [this] {
          // Many news between two turns of the event loop are one call.
          if (!called_.exchange(true))
            QMetaObject::invokeMethod(
                this, [this] { takeRivalNews(); }, Qt::QueuedConnection);
        },
        kMostHistory);
    rival_->send(play::Cores{severalCores_});
  }
  stage_.setRival(true);
  rivalView_.reset();  // the stage's second world is a new one
  env_.reset();
  start_.clear();
  setState(RaceState::kReady);
  onView();
}

/// The world, its agent or the start may be others than before.
void RaceController::onView() {
  const auto view = watch_.view();
  if (!active_ || !view || !view->decider) return;
  if (state_ == RaceState::kRacing && (view->env != env_ || view->start != start_)) giveUp();
  if (view->env != env_) {
    env_ = view->env;
    offerOpponents();
    panel_.setPaceEnabled(env_->spec().discrete());
    setState(RaceState::kReady);
    start_.clear();
  }
  if (state_ == RaceState::kReady && view->finished) return watch_.next();
  if (view->start != start_ && state_ != RaceState::kRacing) {
    start_ = view->start;
    setState(RaceState::kReady);
    prepare();
  }
  if (state_ == RaceState::kRacing) tick();
}

/// Both stand at the start and wait.
void RaceController::prepare() {
  const auto view = watch_.view();
  if (!view || !view->decider) return;
  timer_.stop();
  setState(RaceState::kReady);
  play_.setRacing(false);
  watch_.setPerson(true, false);  // nobody moves before the start
  if (!view->frames.empty()) watch_.restart();
  offerOpponents();
  challenge();
}

void RaceController::challenge() {
  const auto view = watch_.view();
  const int index = panel_.opponent();
  if (!rival_ || index < 0 || index >= static_cast<int>(opponents_.size())) return;
  const Opponent& opponent = opponents_[static_cast<std::size_t>(index)];
  play::Challenge challenge;
  challenge.agent = view->decider->agent;
  challenge.agentFile = opponent.agent;
  challenge.config = std::make_shared<RunConfig>(trainedConfig(*view));
  challenge.changes = opponent.changes;
  challenge.start = view->start;
  challenge.label = opponent.name;
  rival_->send(play::Pause{true});
  rival_->send(std::move(challenge));
  for (RaceSide& side : sides_) side = {};
  panel_.showScore(sides_[0], sides_[1], scoreUnit());
}

void RaceController::start() {
  if (!active_ || state_ == RaceState::kRacing || state_ == RaceState::kCountdown || !env_) return;
  prepare();
  panel_.window()->setFocus();  // the keys are the racer's, whatever was clicked before
  countdown_ = kCountdown;
  setState(RaceState::kCountdown);
  timer_.start(kCountMilliseconds);
}

void RaceController::count() {
  if (--countdown_ > 0) return setState(RaceState::kCountdown);
  go();
}

double RaceController::rivalSpeed() const {
  return env_->spec().discrete() ? panel_.pace() : normalStepsPerSecond(env_->spec());
}

void RaceController::go() {
  setState(RaceState::kRacing);
  began_ = Clock::now();
  const double speed = rivalSpeed();
  stage_.rivalPlayhead().setSpeed(speed);
  rival_->send(play::Speed{speed});
  rival_->send(play::Pause{false});
  if (panel_.personRaces()) {
    play_.setRacing(true);
  } else {
    watch_.setPerson(false, false);
    watch_.setPaused(false);
  }
  timer_.start(kTickMilliseconds);
}

void RaceController::takeRivalNews() {
  called_ = false;
  const std::vector<PlayerEvent> events = rival_->takeEvents();
  if (!active_) return;  // they were on their way when the race was left
  for (const PlayerEvent& event : events)
    if (event.kind == PlayerEvent::Kind::kError) {
      if (active_) giveUp();
      Q_EMIT failed(tr("The opponent could not race"), QString::fromStdString(event.text));
    }
  auto view = rival_->view();
  if (!view || view == rivalView_) return;
  rivalView_ = std::move(view);
  stage_.rivalPlayhead().adopt(rivalView_, stage_.now());
  if (rivalView_->finished) rival_->send(play::Pause{true});  // it rests where it ended
  stage_.invalidate();
  if (state_ == RaceState::kRacing) tick();
}

void RaceController::measure(const PlayerView& view, RaceSide& side) const {
  if (side.finished) return;
  side.steps = static_cast<int>(view.frames.size());
  side.score = env_->spec().discrete() ? static_cast<double>(view.episodeReturn) : metres(view);
  side.finished = view.finished;
  side.success = view.success;
  side.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
}

void RaceController::tick() {
  const auto view = watch_.view();
  if (state_ != RaceState::kRacing || !view || view->start != start_) return;
  measure(*view, sides_[0]);
  if (rivalView_ && rivalView_->start == start_) measure(*rivalView_, sides_[1]);
  panel_.showScore(sides_[0], sides_[1], scoreUnit());
  if (sides_[0].finished && !panel_.personRaces()) watch_.setPaused(true);
  if (sides_[0].finished && sides_[1].finished) finish();
}

void RaceController::giveUp() {
  if (state_ == RaceState::kCountdown) return prepare();
  if (state_ != RaceState::kRacing) return;
  tick();
  if (state_ == RaceState::kRacing) finish();
}

void RaceController::finish() {
  timer_.stop();
  rival_->send(play::Pause{true});
  play_.setRacing(false);
  watch_.setPerson(true, false);
  setState(RaceState::kDone);
  RaceResult result;
  result.when = QDateTime::currentDateTime();
  result.world = QString::fromStdString(env_->spec().id);
  result.left = panel_.personRaces() ? tr("You") : tr("The agent of Watch");
  result.opponent = QString::fromStdString(opponents_[static_cast<std::size_t>(panel_.opponent())].name);
  result.mine = sides_[0];
  result.theirs = sides_[1];
  const RaceWinner winner = winnerOf(result.mine, result.theirs);
  const QString name = winner == RaceWinner::kLeft ? result.left : result.opponent;
  panel_.showVerdict(winner == RaceWinner::kNobody                         ? tr("Nobody is ahead.")
                     : winner == RaceWinner::kLeft && panel_.personRaces() ? tr("<b>You win.</b>")
                                                                           : tr("<b>%1 wins.</b>").arg(name));
  if (!history_.add(std::move(result)))
    Q_EMIT failed(tr("The race was not written down"), tr("The data folder cannot be written."));
  panel_.showHistory(history_.results());
}

void RaceController::setState(RaceState state) {
  state_ = state;
  watch_.setRacing(state == RaceState::kCountdown || state == RaceState::kRacing);
  panel_.setState(state, countdown_);
}

QString RaceController::scoreUnit() const {
  if (!env_) return {};
  const EnvSpec& spec = env_->spec();
  if (!spec.discrete()) return tr("metres");
  return spec.scoreMinimum >= 0.0 && spec.scoreMaximum <= 1.0 ? QString() : tr("return");
}

}  // namespace spolab

#include "app/studio/tools/cube_tools.h"

#include <cstring>
#include <limits>

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/studio/page_title.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/watch_controller.h"
#include "core/base/error.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "envs/rubiks_cube/scramble.h"

namespace spolab {
namespace {

constexpr int kTickMilliseconds = 100;
constexpr int kFirstLength = 7;
constexpr int kLongest = 100;
/// Layer by layer takes a beginner more than a hundred turns.
constexpr int kMovesForPeople = 200;

cube::State stateOf(const std::vector<std::byte>& bytes) {
  cube::State state;
  std::memcpy(&state, bytes.data(), sizeof state);
  return state;
}

QString turnCountText(int turns) { return turns == 1 ? CubeTools::tr("1 turn") : CubeTools::tr("%1 turns").arg(turns); }

QLabel* makeNote(const QString& name, int lines, QWidget* parent) {
  auto* note = new QLabel(parent);
  note->setWordWrap(true);
  note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  note->setProperty("role", "dim");
  note->setAccessibleName(name);
  note->setMinimumHeight(lines * note->fontMetrics().lineSpacing());
  return note;
}

cube::State afterTurns(const std::vector<int>& turns) {
  cube::State state = cube::solvedState();
  for (const int turn : turns) state = cube::turned(state, turn);
  return state;
}

/// How many turns `text` has; 0 where it describes `state` in another way.
int turnsThatLeadTo(const cube::State& state, const std::string& text) {
  try {
    const std::vector<int> turns = cube::parseMoves(text);
    return afterTurns(turns) == state ? static_cast<int>(turns.size()) : 0;
  } catch (const Error&) {
    return 0;
  }
}

std::vector<int> turnsOf(const PlayerView& view) {
  std::vector<int> turns;
  for (const auto& frame : view.frames) turns.push_back(discreteAction(frame->action));
  return turns;
}

}  // namespace

CubeTools::CubeTools(PlayController& play, WatchController& watch, QWidget* parent)
    : QWidget(parent), play_(play), watch_(watch), startSearch_(nullptr), waySearch_(nullptr) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  buildClock(column);
  buildScramble(column);
  addTitle(column, tr("Notation"), this);
  notation_ = new NotationBox(this);
  column->addWidget(notation_);
  buildWay(column);
  connect(notation_, &NotationBox::entered, this, &CubeTools::play);
  connect(notation_, &NotationBox::refused, this, [this](const QString& why) {
    Q_EMIT watch_.failed(tr("These turns cannot be played"), why, tr("Change them, or press Esc for those played."));
  });
  connect(&watch_, &WatchController::viewChanged, this, &CubeTools::follow);
  connect(&startSearch_, &ShortestWay::answered, this, &CubeTools::onStartAnswered);
  connect(&waySearch_, &ShortestWay::answered, this, &CubeTools::onWayAnswered);
  tick_.setInterval(kTickMilliseconds);
  connect(&tick_, &QTimer::timeout, this, &CubeTools::showClock);
  follow();
}

void CubeTools::buildClock(QVBoxLayout* column) {
  addTitle(column, tr("Time and moves"), this);
  time_ = new QLabel(this);
  time_->setProperty("role", "large");
  time_->setAccessibleName(tr("Time"));
  time_->setToolTip(tr("From your first move until the cube is solved"));
  moves_ = new QLabel(this);
  moves_->setProperty("role", "large");
  moves_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  moves_->setAccessibleName(tr("Moves"));
  moves_->setToolTip(tr("Moves from the start to here; what was taken back does not count"));
  auto* row = new QHBoxLayout;
  row->addWidget(time_, 1);
  row->addWidget(moves_, 1);
  column->addLayout(row);
  record_ = makeNote(tr("Your best"), 1, this);
  column->addWidget(record_);
}

void CubeTools::buildScramble(QVBoxLayout* column) {
  addTitle(column, tr("Scramble"), this);
  length_ = new QSpinBox(this);
  length_->setRange(1, kLongest);
  length_->setValue(kFirstLength);
  length_->setSuffix(tr(" turns"));
  length_->setAccessibleName(tr("Length of the scramble"));
  length_->setToolTip(tr("How many turns the next scramble has"));
  seed_ = new QSpinBox(this);
  seed_->setRange(1, std::numeric_limits<int>::max());
  seed_->setPrefix(tr("seed "));
  seed_->setAccessibleName(tr("Seed of the scramble"));
  seed_->setToolTip(tr("The same seed and length give the same scramble; it goes on by one each time"));
  for (QSpinBox* box : {length_, seed_}) {
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(this);
  }
  auto* button = new QPushButton(tr("Scramble"), this);
  button->setToolTip(tr("A solved cube, turned at random; up to %1 moves to solve it").arg(kMovesForPeople));
  button->setFocusPolicy(Qt::TabFocus);
  connect(button, &QPushButton::clicked, this, &CubeTools::scrambleAnew);
  scramble_ = new QLineEdit(this);
  scramble_->setPlaceholderText(tr("or turns: R U F2, then Enter"));
  scramble_->setAccessibleName(tr("Scramble in notation"));
  scramble_->setToolTip(tr("Turns of the solved cube, or 54 stickers; Enter starts from there"));
  connect(scramble_, &QLineEdit::returnPressed, this, &CubeTools::scrambleByText);
  auto* grid = new QGridLayout;
  grid->setSpacing(4);
  grid->addWidget(length_, 0, 0);
  grid->addWidget(seed_, 0, 1);
  grid->addWidget(button, 1, 0, 1, 2);
  grid->addWidget(scramble_, 2, 0, 1, 2);
  column->addLayout(grid);
}

void CubeTools::buildWay(QVBoxLayout* column) {
  addTitle(column, tr("Shortest way"), this);
  enough_ = makeNote(tr("How few moves would be enough"), 2, this);
  column->addWidget(enough_);
  showWay_ = new QPushButton(tr("Show the way from here"), this);
  showWay_->setToolTip(tr("A shortest solution from this position; no record counts for this start then"));
  showWay_->setFocusPolicy(Qt::TabFocus);
  connect(showWay_, &QPushButton::clicked, this, &CubeTools::showWay);
  column->addWidget(showWay_);
  way_ = makeNote(tr("A shortest solution"), 2, this);
  way_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(way_);
}

void CubeTools::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  follow();
}

/// The wheel scrolls the panel; a number takes it only while it has the keyboard.
bool CubeTools::eventFilter(QObject* watched, QEvent* event) {
  const auto* box = qobject_cast<QWidget*>(watched);
  if (event->type() == QEvent::Wheel && box && !box->hasFocus()) {
    event->ignore();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void CubeTools::follow() {
  view_ = watch_.view();
  if (!view_ || view_->env->spec().stateBytes != sizeof(cube::State) || view_->env->spec().id != "rubiks-cube") return;
  clock_.follow(*view_);
  if (!isVisible()) return;
  if (!view_->finished || !clock_.seconds()) play_.setVerdictNote({});
  const std::vector<std::byte>& present = view_->frames.empty() ? view_->start : view_->frames.back()->after;
  if (view_->start != start_) {
    start_ = view_->start;
    peeked_ = false;
    askFromStart();
  }
  if (present != present_) {
    present_ = present;
    waySearch_.forget();
    way_->clear();
  }
  notation_->present(turnsOf(*view_));
  moves_->setText(moveCountText(static_cast<int>(view_->frames.size())));
  if (clock_.justSolved()) finish();
  clock_.running() ? tick_.start() : tick_.stop();
  showWay_->setEnabled(!view_->finished);
  showClock();
  showRecord();
  showEnough();
}

bool CubeTools::fromScramble() const { return scrambleTurns_ > 0 && start_ == scrambled_; }

void CubeTools::finish() {
  const CubeRecord now{clock_.seconds().value_or(0.0), static_cast<int>(view_->frames.size())};
  QString note = clockText(now.seconds);
  if (fromScramble() && !peeked_ && now.seconds > 0.0) {
    const auto best = cubeRecord(scrambleTurns_);
    if (!clock_.firstTry())
      note += tr("  ·  not the first try of this scramble");
    else if (!best || now.seconds < best->seconds) {
      keepCubeRecord(scrambleTurns_, now);
      note += tr("  ·  your best of %1").arg(turnCountText(scrambleTurns_));
    }
  }
  play_.setVerdictNote(note);
}

void CubeTools::showClock() {
  const auto seconds = clock_.seconds();
  time_->setText(seconds ? clockText(*seconds) : QStringLiteral("–"));
}

void CubeTools::showRecord() {
  if (!fromScramble()) {
    record_->setText(tr("A scramble from here keeps your best."));
    return;
  }
  const auto best = cubeRecord(scrambleTurns_);
  const QString turns = turnCountText(scrambleTurns_);
  record_->setText(best ? tr("Best of %1: %2, %3").arg(turns, clockText(best->seconds), moveCountText(best->moves))
                        : tr("No time yet for %1.").arg(turns));
}

void CubeTools::scrambleAnew() {
  const std::vector<int> turns = cube::scrambleOf(length_->value(), static_cast<std::uint64_t>(seed_->value()));
  seed_->setValue(seed_->value() + 1);
  scramble_->setText(QString::fromStdString(cube::printMoves(turns)));
  scramble_->setCursorPosition(0);
  startAt(afterTurns(turns), static_cast<int>(turns.size()));
}

void CubeTools::scrambleByText() {
  const std::string text = scramble_->text().trimmed().toStdString();
  if (text.empty()) return;
  window()->setFocus();
  cube::State state;
  try {
    state = cube::parseState(text);
  } catch (const Error&) {
    watch_.startFrom(scramble_->text());  // says what is wrong
    return;
  }
  startAt(state, turnsThatLeadTo(state, text));
}

/// From here a person needs more moves than an agent gets.
void CubeTools::startAt(const cube::State& state, int turns) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&state);
  scrambled_.assign(bytes, bytes + sizeof state);
  scrambleTurns_ = turns;
  peeked_ = false;
  watch_.changeSetting("env.step_limit", QString::number(kMovesForPeople));
  watch_.startFrom(QString::fromStdString(cube::printState(state)));
}

void CubeTools::play(const LineEdit& change) {
  window()->setFocus();
  if (!play_.personPlays()) play_.handOver();
  if (view_ && change.common < static_cast<int>(view_->frames.size())) {
    watch_.branchAt(change.common);
  }
  play_.perform({change.further.begin(), change.further.end()});
}

void CubeTools::askFromStart() {
  fromStart_ = {};
  startSearch_.ask(stateOf(start_));
}

void CubeTools::onStartAnswered(const ShortestWay::Answer& answer) {
  fromStart_ = answer;
  showEnough();
}

void CubeTools::showEnough() {
  const QString soFar = view_ ? tr("%1 so far").arg(moveCountText(static_cast<int>(view_->frames.size()))) : QString();
  if (startSearch_.searching())
    enough_->setText(tr("%1; looking for the fewest…").arg(soFar));
  else if (fromStart_.turns)
    enough_->setText((fromStart_.turns->size() == 1 ? tr("%1, %2 is enough.") : tr("%1, %2 are enough."))
                         .arg(soFar)
                         .arg(fromStart_.turns->size()));
  else if (fromStart_.moreThan >= 0)
    enough_->setText(tr("%1, more than %2 are needed.").arg(soFar).arg(fromStart_.moreThan));
  else
    enough_->setText(soFar);
}

void CubeTools::showWay() {
  if (present_.empty()) return;
  peeked_ = true;
  way_->setText(tr("looking…"));
  waySearch_.ask(stateOf(present_));
}

void CubeTools::onWayAnswered(const ShortestWay::Answer& answer) {
  if (answer.turns)
    way_->setText(tr("optimal: %1").arg(QString::fromStdString(cube::printMoves(*answer.turns))));
  else if (answer.moreThan >= 0)
    way_->setText(tr("More than %1 turns from here: too far to search.").arg(answer.moreThan));
  else
    way_->setText(tr("Not found in time."));
}

}  // namespace spolab

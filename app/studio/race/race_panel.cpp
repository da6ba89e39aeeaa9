#include "app/studio/race/race_panel.h"

#include <cmath>

#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSlider>
#include <QTableWidget>
#include <QVBoxLayout>

#include "app/studio/number_text.h"
#include "app/studio/page_title.h"

namespace spolab {
namespace {

constexpr int kMargin = 12;
constexpr int kShownRaces = 20;
/// Slider positions: half octaves around one decision per second.
constexpr int kSlowestPace = -4;
constexpr int kFastestPace = 6;

QString secondsText(double seconds) { return QLocale::c().toString(seconds, 'f', 1) + QStringLiteral(" s"); }

}  // namespace

RacePanel::RacePanel(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(kMargin, 0, kMargin, kMargin);
  column->setSpacing(8);
  addTitle(column, tr("Race"), this);
  left_ = new QComboBox(this);
  left_->addItem(tr("You"));
  left_->addItem(tr("The agent of Watch"));
  left_->setAccessibleName(tr("Who races on the left"));
  left_->setToolTip(tr("Race yourself, or let two agents race"));
  column->addWidget(left_);
  auto* against = new QLabel(tr("against"), this);
  against->setProperty("role", "dim");
  column->addWidget(against);
  opponent_ = new QComboBox(this);
  opponent_->setAccessibleName(tr("Opponent"));
  column->addWidget(opponent_);
  sentence_ = new QLabel(this);
  sentence_->setProperty("role", "dim");
  sentence_->setWordWrap(true);
  sentence_->setMinimumHeight(36);
  sentence_->setAlignment(Qt::AlignTop);
  column->addWidget(sentence_);
  auto* row = new QHBoxLayout;
  auto* paceName = new QLabel(tr("its pace"), this);
  paceName->setProperty("role", "dim");
  pace_ = new QSlider(Qt::Horizontal, this);
  pace_->setRange(kSlowestPace, kFastestPace);
  pace_->setAccessibleName(tr("Pace of the opponent"));
  pace_->setToolTip(tr("Moves per second of an agent"));
  paceText_ = new QLabel(this);
  row->addWidget(paceName);
  row->addWidget(pace_, 1);
  row->addWidget(paceText_);
  column->addLayout(row);
  start_ = new QPushButton(this);
  start_->setProperty("primary", true);
  another_ = new QPushButton(tr("Another start"), this);
  another_->setToolTip(tr("Both get another position"));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(4);
  buttons->addWidget(start_, 1);
  buttons->addWidget(another_, 1);
  column->addLayout(buttons);

  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(12);
  grid->setVerticalSpacing(4);
  addCell(grid, 0, 1, "dim")->setText(tr("steps"));
  addCell(grid, 0, 2, "dim")->setText(tr("time"));
  scoreName_ = addCell(grid, 0, 3, "dim");
  for (int side = 0; side < 2; ++side) {
    names_[side] = addCell(grid, side + 1, 0, "");
    steps_[side] = addCell(grid, side + 1, 1, "value");
    seconds_[side] = addCell(grid, side + 1, 2, "value");
    score_[side] = addCell(grid, side + 1, 3, "value");
  }
  grid->setColumnStretch(0, 1);
  column->addLayout(grid);
  verdict_ = new QLabel(this);
  verdict_->setWordWrap(true);
  verdict_->setMinimumHeight(36);
  verdict_->setAlignment(Qt::AlignTop);
  verdict_->setAccessibleName(tr("How the race ended"));
  column->addWidget(verdict_);

  addTitle(column, tr("Races before"), this);
  history_ = new QTableWidget(0, 3, this);
  history_->setHorizontalHeaderLabels({tr("opponent"), tr("you"), tr("it")});
  history_->verticalHeader()->hide();
  history_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  history_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  history_->setSelectionMode(QAbstractItemView::NoSelection);
  history_->setShowGrid(false);
  history_->setAccessibleName(tr("Races before"));
  column->addWidget(history_, 1);
  clear_ = new QPushButton(tr("Forget them"), this);
  clear_->setToolTip(tr("Empties the list"));
  column->addWidget(clear_);

  connect(start_, &QPushButton::clicked, this, [this] {
    if (state_ == RaceState::kReady)
      Q_EMIT startPressed();
    else if (state_ == RaceState::kDone)
      Q_EMIT againPressed();
    else
      Q_EMIT givenUp();
  });
  connect(another_, &QPushButton::clicked, this, &RacePanel::anotherPressed);
  connect(clear_, &QPushButton::clicked, this, &RacePanel::clearPressed);
  connect(opponent_, &QComboBox::currentIndexChanged, this, [this](int index) {
    if (index < 0 || index >= static_cast<int>(opponents_.size())) return;
    sentence_->setText(QString::fromStdString(opponents_[static_cast<std::size_t>(index)].sentence));
    names_[1]->setText(opponent_->currentText());
    Q_EMIT choiceChanged();
  });
  connect(left_, &QComboBox::currentIndexChanged, this, [this](int) {
    names_[0]->setText(left_->currentText());
    Q_EMIT choiceChanged();
  });
  connect(pace_, &QSlider::valueChanged, this, [this] {
    paceText_->setText(tr("%1/s").arg(shortText(pace())));
    Q_EMIT choiceChanged();
  });
  names_[0]->setText(left_->currentText());
  paceText_->setText(tr("%1/s").arg(shortText(pace())));
  setState(RaceState::kReady, 0);
  showScore({}, {}, {});
}

QLabel* RacePanel::addCell(QGridLayout* grid, int row, int column, const char* role) {
  auto* label = new QLabel(this);
  label->setProperty("role", role);
  if (column > 0) label->setAlignment(Qt::AlignRight);
  grid->addWidget(label, row, column);
  return label;
}

void RacePanel::setOpponents(const std::vector<Opponent>& opponents) {
  if (opponents == opponents_) return;
  const QString before = opponent_->currentText();
  opponents_ = opponents;
  const QSignalBlocker quiet(opponent_);
  opponent_->clear();
  for (const Opponent& opponent : opponents_) opponent_->addItem(QString::fromStdString(opponent.name));
  const int same = opponent_->findText(before);
  opponent_->setCurrentIndex(same < 0 ? 0 : same);
  if (opponents_.empty()) return;
  sentence_->setText(QString::fromStdString(opponents_[static_cast<std::size_t>(opponent())].sentence));
  names_[1]->setText(opponent_->currentText());
}

int RacePanel::opponent() const { return opponent_->currentIndex(); }

bool RacePanel::personRaces() const { return left_->currentIndex() == 0; }

double RacePanel::pace() const { return std::exp2(0.5 * pace_->value()); }

void RacePanel::setPaceEnabled(bool enabled) { pace_->setEnabled(enabled); }

void RacePanel::setState(RaceState state, int countdown) {
  state_ = state;
  const bool under = state == RaceState::kCountdown || state == RaceState::kRacing;
  start_->setText(state == RaceState::kReady       ? tr("Start")
                  : state == RaceState::kCountdown ? tr("%1 …").arg(countdown)
                  : state == RaceState::kRacing    ? tr("Give up")
                                                   : tr("Once more"));
  start_->setToolTip(state == RaceState::kRacing ? tr("Ends the race") : tr("Both begin at the same moment (Enter)"));
  for (QWidget* choice :
       {static_cast<QWidget*>(left_), static_cast<QWidget*>(opponent_), static_cast<QWidget*>(another_)})
    choice->setEnabled(!under);
  if (state == RaceState::kReady) showVerdict(tr("Same start for both. Ready when you are."));
  if (state == RaceState::kCountdown) showVerdict(tr("Get ready."));
  if (state == RaceState::kRacing) showVerdict(tr("Go."));
}

void RacePanel::showScore(const RaceSide& left, const RaceSide& right, const QString& unit) {
  scoreName_->setText(unit);
  const RaceSide sides[2] = {left, right};
  for (int side = 0; side < 2; ++side) {
    steps_[side]->setText(QString::number(sides[side].steps));
    seconds_[side]->setText(secondsText(sides[side].seconds));
    score_[side]->setText(unit.isEmpty() ? QString() : numberText(sides[side].score));
  }
}

void RacePanel::showVerdict(const QString& text) { verdict_->setText(text); }

void RacePanel::showHistory(const std::vector<RaceResult>& results) {
  const int count = std::min<int>(kShownRaces, static_cast<int>(results.size()));
  history_->setRowCount(count);
  for (int row = 0; row < count; ++row) {
    const RaceResult& result = results[static_cast<std::size_t>(row)];
    const auto side = [](const RaceSide& s) {
      return s.success ? secondsText(s.seconds) : s.finished ? numberText(s.score) : QStringLiteral("–");
    };
    auto* name = new QTableWidgetItem(result.opponent);
    name->setToolTip(
        tr("%1, %2, %3").arg(result.world, result.left, QLocale().toString(result.when, QLocale::ShortFormat)));
    history_->setItem(row, 0, name);
    history_->setItem(row, 1, new QTableWidgetItem(side(result.mine)));
    history_->setItem(row, 2, new QTableWidgetItem(side(result.theirs)));
    const RaceWinner winner = winnerOf(result.mine, result.theirs);
    QFont bold = history_->font();
    bold.setWeight(QFont::DemiBold);
    if (winner == RaceWinner::kLeft) history_->item(row, 1)->setFont(bold);
    if (winner == RaceWinner::kRight) history_->item(row, 2)->setFont(bold);
  }
  clear_->setEnabled(count > 0);
}

}  // namespace spolab

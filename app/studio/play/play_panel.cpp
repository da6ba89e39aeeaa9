#include "app/studio/play/play_panel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "app/episode/move_report.h"
#include "app/studio/lines/line_order.h"
#include "app/studio/number_text.h"
#include "app/studio/page_title.h"
#include "app/studio/play/controls_text.h"
#include "envs/action_name.h"

namespace spolab {
namespace {

constexpr int kMostMoveButtons = 24;
constexpr int kMargin = 12;

QString keysOf(const Controls* controls, int action) {
  if (!controls) return {};
  for (const KeyBinding& binding : controls->keys())
    if (binding.action == action) return keyName(binding);
  return {};
}

}  // namespace

PlayPanel::PlayPanel(QWidget* parent) : QWidget(parent) {
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* page = new QWidget(scroll);
  scroll->setWidget(page);
  outer->addWidget(scroll);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(kMargin, 0, kMargin, kMargin);
  column->setSpacing(8);
  buildTop(column);

  movesTitle_ = addTitle(column, tr("Moves"), page);
  moves_ = new QWidget(page);
  movesGrid_ = new QGridLayout(moves_);
  movesGrid_->setContentsMargins(0, 0, 0, 0);
  movesGrid_->setSpacing(4);
  column->addWidget(moves_);
  toolsPlace_ = new QVBoxLayout;
  toolsPlace_->setContentsMargins(0, 0, 0, 0);
  column->addLayout(toolsPlace_);

  addTitle(column, tr("Position"), page);
  auto* texts = new QHBoxLayout;
  texts->setSpacing(4);
  texts->addWidget(
      copy_ = addButton(tr("Copy"), tr("The position as text, to the clipboard (Ctrl+C)"), &PlayPanel::copyPressed));
  texts->addWidget(paste_ =
                       addButton(tr("Paste"), tr("A position from the clipboard (Ctrl+V)"), &PlayPanel::pastePressed));
  column->addLayout(texts);
  lines_ = new QComboBox(page);
  lines_->setAccessibleName(tr("Lines of this episode"));
  lines_->setToolTip(tr("Ways this episode went before you went back; choose one to go over to it"));
  connect(lines_, &QComboBox::activated, this, [this](int index) {
    if (index > 0) Q_EMIT lineChosen(lines_->itemData(index).toInt());
  });
  column->addWidget(lines_);
  column->addStretch(1);
  present(nullptr, false);
}

QPushButton* PlayPanel::addButton(const QString& text, const QString& help, void (PlayPanel::*pressed)()) {
  auto* button = new QPushButton(text, this);
  button->setToolTip(help);
  button->setFocusPolicy(Qt::TabFocus);
  connect(button, &QPushButton::clicked, this, pressed);
  return button;
}

void PlayPanel::buildTop(QVBoxLayout* column) {
  who_ = addTitle(column, {}, this);
  handOver_ = addButton({}, tr("The agent goes on from here, or you do (A)"), &PlayPanel::handOverPressed);
  column->addWidget(handOver_);
  auto* grid = new QGridLayout;
  grid->setSpacing(4);
  grid->addWidget(
      undo_ = addButton(tr("Undo"), tr("Take back, also a restart (Ctrl+Z, Backspace)"), &PlayPanel::undoPressed), 0,
      0);
  grid->addWidget(redo_ = addButton(tr("Redo"), tr("Do again what was taken back (Ctrl+Y)"), &PlayPanel::redoPressed),
                  0, 1);
  grid->addWidget(restart_ = addButton(tr("Start again"), tr("The same episode from its start (Ctrl+Home)"),
                                       &PlayPanel::restartPressed),
                  1, 0);
  grid->addWidget(next_ = addButton(tr("Another"), tr("Another start (Ctrl+N)"), &PlayPanel::nextPressed), 1, 1);
  column->addLayout(grid);

  addTitle(column, tr("The agent beside you"), this);
  advice_ = new QComboBox(this);
  advice_->addItem(tr("Shows its search before my move"));
  advice_->addItem(tr("Shows its search after my move"));
  advice_->addItem(tr("Does not search"));
  advice_->setAccessibleName(tr("When the agent shows its search"));
  advice_->setToolTip(tr("The agent searches at every position while you think; choose when you see it"));
  connect(advice_, &QComboBox::activated, this, [this](int) { Q_EMIT adviceChanged(advice()); });
  column->addWidget(advice_);
  report_ = new QLabel(this);
  report_->setWordWrap(true);
  report_->setMinimumHeight(56);
  report_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  report_->setAccessibleName(tr("What the agent thinks of your move"));
  column->addWidget(report_);
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  row->addWidget(hint_ = addButton(tr("Hint"), tr("What the agent would do here (?)"), &PlayPanel::hintPressed));
  row->addWidget(worst_ = addButton(tr("My worst move"),
                                    tr("Look at the move of yours that cost most in the agent's eyes, and try again"),
                                    &PlayPanel::worstPressed));
  column->addLayout(row);
  hintText_ = new QLabel(this);
  hintText_->setWordWrap(true);
  column->addWidget(hintText_);
}

Advice PlayPanel::advice() const { return static_cast<Advice>(advice_->currentIndex()); }

void PlayPanel::setAdvice(Advice advice) { advice_->setCurrentIndex(static_cast<int>(advice)); }

void PlayPanel::setTools(QWidget* tools) {
  if (tools_) tools_->deleteLater();
  tools_ = tools;
  if (tools_) toolsPlace_->addWidget(tools_);
}

void PlayPanel::setHint(const QString& text) { hintText_->setText(text); }

void PlayPanel::present(const std::shared_ptr<const PlayerView>& view, bool agentPlays) {
  view_ = view;
  const bool ready = view != nullptr;
  who_->setText(agentPlays ? tr("The agent plays") : tr("You play"));
  handOver_->setText(agentPlays ? tr("Take over") : tr("Let the agent go on"));
  handOver_->setEnabled(ready && view->ready);
  undo_->setEnabled(ready && view->canUndo);
  redo_->setEnabled(ready && view->canRedo);
  for (QPushButton* button : {restart_, next_, copy_, paste_}) button->setEnabled(ready);
  hint_->setEnabled(ready && view->ready && !view->finished);
  worst_->setEnabled(ready && worstMove(view->frames) >= 0);
  if (ready && view->env != movesOf_) {
    movesOf_ = view->env;
    showMoves(view->env->spec(), view->env->controls());
  }
  showReport();
  showLines();
}

void PlayPanel::showMoves(const EnvSpec& spec, const Controls* controls) {
  for (QPushButton* button : moves_->findChildren<QPushButton*>()) delete button;
  const int count = spec.actionCount() <= kMostMoveButtons ? spec.actionCount() : 0;
  moves_->setVisible(count > 0);
  movesTitle_->setVisible(count > 0);
  const bool narrow = count > 12 && count % 6 == 0;
  const int columns = narrow ? 6 : count % 3 == 0 ? 3 : 4;
  for (int action = 0; action < count; ++action) {
    const QString name = QString::fromStdString(actionName(spec, action));
    auto* button = new QPushButton(name, moves_);
    const QString key = keysOf(controls, action);
    button->setProperty("world", QString::fromStdString(spec.id));
    button->setToolTip(key.isEmpty() ? name : tr("%1   (%2)").arg(name, key));
    button->setFocusPolicy(Qt::TabFocus);
    button->setProperty("narrow", narrow);
    button->setMinimumWidth(narrow ? 24 : 40);
    connect(button, &QPushButton::clicked, this, [this, action] { Q_EMIT movePressed(action); });
    movesGrid_->addWidget(button, action / columns, action % columns);
  }
}

/// Nothing until it is known.
QString PlayPanel::regretText(const MoveReport& report) {
  if (!report.regret) return {};
  const QString number = numberText(*report.regret);
  return *report.regret < 0.0f ? tr("<br>regret %1: searched on from there, yours looks better").arg(number)
                               : tr("<br>regret %1").arg(number);
}

void PlayPanel::showReport() {
  QString text = tr("After your move: how the agent ranks it, its weight in q̂, and what it costs.");
  if (view_ && !view_->env->spec().discrete())
    text =
        tr("While you drive, the agent searches beside you where the processor keeps up: what your step costs in its "
           "eyes. Pause, and it shows what it would do.");
  const int newest = view_ ? static_cast<int>(view_->frames.size()) - 1 : -1;
  const int step = looked_ >= 0 && looked_ <= newest ? looked_ : newest;
  if (step >= 0 && view_->frames[static_cast<std::size_t>(step)]->by == Actor::kPerson) {
    const auto report = reportOn(*view_->frames[static_cast<std::size_t>(step)]);
    if (report && report->action < 0) {
      text = tr("Joints <b>%1</b> away from the agent's on average").arg(numberText(report->difference)) +
             regretText(*report);
    } else if (report) {
      const QString name = QString::fromStdString(actionName(view_->env->spec(), report->action));
      text = report->best ? tr("<b>%1</b>: what the agent would do.").arg(name)
                          : tr("<b>%1</b>: choice %2 of %3 of the agent.").arg(name).arg(report->rank).arg(report->of);
      text += tr("<br>q̂ %1, π %2").arg(numberText(report->qhat), numberText(report->prior)) + regretText(*report);
    }
  }
  report_->setText(step == newest ? text : tr("Step %1<br>").arg(step + 1) + text);
}

void PlayPanel::look(int step) {
  if (step == looked_) return;
  looked_ = step;
  showReport();
}

void PlayPanel::showLines() {
  lines_->clear();
  const bool some = view_ && !view_->lines.empty();
  lines_->setEnabled(some);
  lines_->addItem(some ? tr("This is %1").arg(lineName(view_->line)) : tr("No other line yet"));
  if (!some) return;
  for (const LineEntry& line : listLines(*view_).lines)
    if (line.other >= 0) lines_->addItem(lineSentence(line), line.other);
}

void PlayPanel::setLook(const Theme& /*theme*/, double scale) { report_->setMinimumHeight(qRound(56 * scale)); }

}  // namespace spolab

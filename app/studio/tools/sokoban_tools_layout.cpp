#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/studio/keys/key_catalog.h"
#include "app/studio/keys/key_map.h"
#include "app/studio/page_title.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/level_editor.h"
#include "app/studio/tools/level_list.h"
#include "app/studio/tools/sokoban_tools.h"

// What the tools of Sokoban look like.

namespace spolab {
namespace {

constexpr int kListHeight = 188;
constexpr int kLineHeight = 64;
constexpr int kVerdictHeight = 40;

QHBoxLayout* addRow(QVBoxLayout* column, std::initializer_list<QWidget*> widgets) {
  auto* row = new QHBoxLayout;
  row->setSpacing(4);
  for (QWidget* widget : widgets) row->addWidget(widget);
  column->addLayout(row);
  return row;
}

}  // namespace

void SokobanTools::build() {
  setObjectName(QStringLiteral("sokobanTools"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  buildLevels(column);
  buildSolver(column);
  buildLine(column);
}

QPushButton* SokobanTools::addButton(const QString& text, const QString& help, void (SokobanTools::*pressed)()) {
  auto* button = new QPushButton(text, this);
  button->setToolTip(help);
  button->setFocusPolicy(Qt::TabFocus);
  connect(button, &QPushButton::clicked, this, pressed);
  return button;
}

void SokobanTools::buildLevels(QVBoxLayout* column) {
  name_ = addTitle(column, {}, this);
  name_->setTextFormat(Qt::PlainText);
  name_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);  // a long title is cut, the panel keeps its width
  name_->setAccessibleName(tr("Level being played"));
  counters_ = new QLabel(this);
  counters_->setAccessibleName(tr("Moves and pushes so far"));
  column->addWidget(counters_);
  collection_ = new QComboBox(this);
  collection_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  collection_->setMinimumContentsLength(8);
  collection_->setFocusPolicy(Qt::TabFocus);
  collection_->setAccessibleName(tr("Collection of levels"));
  collection_->setToolTip(tr("The program's own levels and the collections you have opened"));
  connect(collection_, &QComboBox::activated, this, &SokobanTools::chooseCollection);
  forget_ =
      addButton(tr("Forget"), tr("Take this collection off the list; its file stays"), &SokobanTools::forgetCollection);
  addRow(column, {collection_, forget_})->setStretch(0, 1);
  rows_ = new QListView(this);
  rows_->setModel(list_);
  rows_->setUniformItemSizes(true);
  rows_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  rows_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  rows_->setTextElideMode(Qt::ElideRight);
  rows_->setFocusPolicy(Qt::TabFocus);  // a click leaves the arrows to the player
  rows_->setAccessibleName(tr("Levels of the collection"));
  rows_->setToolTip(tr("Click a level to play it; ✓ tells the best moves / pushes so far"));
  connect(rows_, &QListView::clicked, this, [this](const QModelIndex& index) { playRow(index.row()); });
  connect(rows_, &QListView::activated, this, [this](const QModelIndex& index) { playRow(index.row()); });
  column->addWidget(rows_);
  progress_ = new QLabel(this);
  progress_->setProperty("role", "dim");
  column->addWidget(progress_);
  buildCollection(column);
}

void SokobanTools::buildCollection(QVBoxLayout* column) {
  previous_ = addButton(tr("Previous"), tr("The level before this one (Ctrl+PgUp)"), &SokobanTools::previous);
  next_ = addButton(tr("Next"), tr("The level after this one (Ctrl+PgDown)"), &SokobanTools::next);
  const auto key = [this](QPushButton* button, const KeyCommand& command) {
    auto* action = new QAction(command.text, this);
    action->setObjectName(command.id.section(QLatin1Char('/'), 1));
    action->setShortcut(command.standard);
    action->setShortcutContext(Qt::ApplicationShortcut);  // also while the GL view has the keyboard
    connect(action, &QAction::triggered, button, &QPushButton::click);
    addAction(action);
    play_.keys().bind(action, command.group);
  };
  const std::vector<KeyCommand> commands = levelKeyCommands();
  key(previous_, commands.front());
  key(next_, commands.back());
  addRow(column, {previous_, next_});
  addRow(column, {addButton(tr("Open…"), tr("Open a collection (.xsb, .sok, .txt); or drop a file or folder here"),
                            &SokobanTools::chooseFile),
                  addButton(tr("Editor…"), tr("Change this level, or draw one of your own"), &SokobanTools::edit)});
  bestText_ = new QLabel(this);
  bestText_->setWordWrap(true);
  column->addWidget(bestText_);
  byMoves_ = addButton(tr("Fewest moves"), tr("Play your best solution by moves"), &SokobanTools::replayByMoves);
  byPushes_ = addButton(tr("Fewest pushes"), tr("Play your best solution by pushes"), &SokobanTools::replayByPushes);
  addRow(column, {byMoves_, byPushes_});
}

void SokobanTools::buildSolver(QVBoxLayout* column) {
  addTitle(column, tr("Can it be solved from here?"), this);
  verdict_ = new QLabel(this);
  verdict_->setWordWrap(true);
  verdict_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  verdict_->setAccessibleName(tr("Whether the position can be solved"));
  column->addWidget(verdict_);
  solve_ =
      addButton(tr("Ask the solver"), tr("Search for the fewest pushes from this position"), &SokobanTools::solveHere);
  playSolution_ = addButton(tr("Play it"), tr("Play the solver's solution"), &SokobanTools::playSolution);
  addRow(column, {solve_, playSolution_});
}

void SokobanTools::buildLine(QVBoxLayout* column) {
  addTitle(column, tr("Line in LURD"), this);
  line_ = new QPlainTextEdit(this);
  line_->setReadOnly(true);
  line_->setTabChangesFocus(true);
  line_->setFocusPolicy(Qt::TabFocus);
  line_->setWordWrapMode(QTextOption::WrapAnywhere);
  line_->setPlaceholderText(tr("l u r d for moves, capitals for pushes"));
  line_->setAccessibleName(tr("Moves so far in LURD"));
  line_->setToolTip(tr("Moves so far: l u r d, capitals for pushes"));
  column->addWidget(line_);
  addRow(column, {addButton(tr("Copy line"), tr("The moves so far, to the clipboard"), &SokobanTools::copyLine),
                  addButton(tr("Play pasted"), tr("Play LURD text from the clipboard, from here or from the start"),
                            &SokobanTools::pasteLine)});
}

void SokobanTools::refreshLook() {
  const StageOptions& options = stage_->options();
  const double scale = options.uiScale;
  list_->setLook(Theme::of(options.dark), scale, devicePixelRatioF());
  rows_->setIconSize({list_->side(), list_->side()});
  rows_->setFixedHeight(qRound(kListHeight * scale));
  line_->setFixedHeight(qRound(kLineHeight * scale));
  verdict_->setMinimumHeight(qRound(kVerdictHeight * scale));
  if (editor_) editor_->setTheme(Theme::of(options.dark));
}

}  // namespace spolab

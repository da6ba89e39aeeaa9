#include "app/studio/tools/level_editor.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/save_file.h"
#include "app/studio/tools/best_solutions.h"
#include "app/studio/tools/level_canvas.h"
#include "app/studio/tools/level_draft.h"
#include "app/studio/tools/level_picture.h"
#include "core/base/error.h"
#include "envs/sokoban/level_check.h"
#include "envs/sokoban/level_text.h"

namespace spolab {
namespace {

constexpr int kRestMilliseconds = 300;
constexpr std::size_t kMostPositions = 300'000;
constexpr int kRoom = 8;  // rows and columns of floor in a fresh level
constexpr int kIcon = 20;
constexpr int kWidth = 560;
constexpr int kHeight = 700;
constexpr int kLongestTitle = 80;

sokoban::Level freshRoom() {
  sokoban::Level level;
  level.rows = level.columns = kRoom + 2;
  level.cells.assign(static_cast<std::size_t>(level.rows * level.columns), sokoban::kWall);
  for (int row = 1; row <= kRoom; ++row)
    for (int column = 1; column <= kRoom; ++column)
      level.cells[static_cast<std::size_t>(row * level.columns + column)] = sokoban::kFloor;
  return level;
}

bool isRedo(const QKeyEvent& key) {
  return key.matches(QKeySequence::Redo) || (key.key() == Qt::Key_Y && key.modifiers() == Qt::ControlModifier);
}

bool hasPlayer(const sokoban::Level& level) {
  for (const std::uint8_t cell : level.cells)
    if (cell == sokoban::kPlayer || cell == sokoban::kPlayerOnTarget) return true;
  return false;
}

}  // namespace

LevelEditor::LevelEditor(const Theme& theme, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Sokoban level editor"));
  setObjectName(QStringLiteral("levelEditor"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  title_ = new QLineEdit(this);
  title_->setPlaceholderText(tr("Title"));
  title_->setMaxLength(kLongestTitle);
  title_->setAccessibleName(tr("Title of the level"));
  title_->setToolTip(tr("The name the level is saved with; may stay empty"));
  canvas_ = new LevelCanvas(this);
  verdict_ = new QLabel(this);
  verdict_->setWordWrap(true);
  verdict_->setMinimumHeight(40);
  verdict_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  verdict_->setAccessibleName(tr("Whether the level can be played and solved"));
  column->addWidget(title_);
  column->addWidget(makeBrushes());
  column->addWidget(canvas_, 1);
  column->addWidget(verdict_);
  column->addWidget(makeButtons());
  setTheme(theme);
  resize(kWidth, kHeight);
  confirm_ = [this](const QString& title, const QString& text, const QString& yes) {
    QMessageBox box(QMessageBox::Question, title, text, QMessageBox::Cancel, this);
    const auto* go = box.addButton(yes, QMessageBox::AcceptRole);
    box.exec();
    return box.clickedButton() == go;
  };
  pause_.setSingleShot(true);
  pause_.setInterval(kRestMilliseconds);
  connect(&pause_, &QTimer::timeout, this, &LevelEditor::judge);
  connect(canvas_, &LevelCanvas::changed, this, &LevelEditor::onChanged);
  connect(canvas_, &LevelCanvas::painted, this, &LevelEditor::onDrawn);
  connect(title_, &QLineEdit::textEdited, this, [this](const QString& title) {
    canvas_->setTitle(title.toStdString());
    onDrawn();
  });
  canvas_->setLevel(freshRoom());
}

QWidget* LevelEditor::makeBrushes() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  auto* group = new QButtonGroup(row);
  const auto add = [&](Piece piece, std::uint8_t cell, const QString& name) {
    auto* button = new QToolButton(row);
    button->setText(name);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setCheckable(true);
    button->setProperty("flat", true);  // the look of a choice among several
    button->setToolTip(tr("Paint %1 (%2)").arg(name.toLower()).arg(group->buttons().size() + 1));
    button->setShortcut(QKeySequence(QString::number(group->buttons().size() + 1)));
    button->setProperty("cell", int{cell});
    group->addButton(button);
    layout->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, piece] { canvas_->setPiece(piece); });
    return button;
  };
  add(Piece::kWall, sokoban::kWall, tr("Wall"));
  add(Piece::kFloor, sokoban::kFloor, tr("Floor"))->setChecked(true);
  add(Piece::kBox, sokoban::kBox, tr("Box"));
  add(Piece::kTarget, sokoban::kTarget, tr("Target"));
  add(Piece::kPlayer, sokoban::kPlayer, tr("Player"));
  layout->addStretch(1);
  layout->addWidget(undo_ =
                        addButton(tr("Undo"), tr("Take the last stroke back (Ctrl+Z)"), [this] { canvas_->undo(); }));
  layout->addWidget(redo_ = addButton(tr("Redo"), tr("Paint it again (Ctrl+Y)"), [this] { canvas_->redo(); }));
  return row;
}

/// These mean the level here, not the episode in the window behind.
bool LevelEditor::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || isRedo(*key) || key->matches(QKeySequence::Copy) ||
        key->matches(QKeySequence::Paste))
      event->accept();
  }
  return QDialog::event(event);
}

void LevelEditor::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Undo))
    canvas_->undo();
  else if (isRedo(*event))
    canvas_->redo();
  else if (event->matches(QKeySequence::Copy))
    copy_->click();
  else if (event->matches(QKeySequence::Paste))
    paste();
  else
    QDialog::keyPressEvent(event);
}

QWidget* LevelEditor::makeButtons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(addButton(tr("New"), tr("An empty room; Undo brings this level back"), [this] { startAnew(); }));
  layout->addWidget(addButton(tr("Paste"), tr("A level in XSB text from the clipboard (Ctrl+V)"), [this] { paste(); }));
  layout->addWidget(copy_ = addButton(tr("Copy"), tr("The level as XSB text, to the clipboard (Ctrl+C)"),
                                      [this] { QGuiApplication::clipboard()->setText(text()); }));
  layout->addWidget(
      draft_ = addButton(tr("My drawing"), tr("What you drew last and did not save"), [this] { bringBack(); }));
  layout->addStretch(1);
  layout->addWidget(save_ = addButton(tr("Save…"), tr("Write the level to a .xsb file"), [this] { save(); }));
  layout->addWidget(play_ = addButton(tr("Play it"), tr("Play this level in the window"),
                                      [this] { Q_EMIT playRequested(text(), title_->text()); }));
  play_->setProperty("primary", true);
  return row;
}

QPushButton* LevelEditor::addButton(const QString& text, const QString& help, const std::function<void()>& pressed) {
  auto* button = new QPushButton(text, this);
  button->setToolTip(help);
  button->setAutoDefault(false);
  connect(button, &QPushButton::clicked, this, pressed);
  return button;
}

void LevelEditor::setTheme(const Theme& theme) {
  canvas_->setTheme(theme);
  for (auto* button : findChildren<QToolButton*>()) {
    sokoban::Level one{1, 1, {static_cast<std::uint8_t>(button->property("cell").toInt())}, {}};
    QPixmap icon(QSize(kIcon, kIcon) * devicePixelRatioF());
    icon.setDevicePixelRatio(devicePixelRatioF());
    QPainter painter(&icon);
    paintCell(painter, QRectF(0, 0, kIcon, kIcon), one.cells[0], theme);
    painter.end();
    button->setIcon(icon);
  }
}

void LevelEditor::setLevel(const sokoban::Level& level) { canvas_->setLevel(level); }

QString LevelEditor::text() const {
  const sokoban::Level& level = canvas_->level();
  if (!hasPlayer(level)) return {};
  return QString::fromStdString(sokoban::printLevel(sokoban::findFlaw(level) ? level : playedPart(level)));
}

QString LevelEditor::verdict() const { return verdict_->text(); }

void LevelEditor::startAnew() { canvas_->setLevel(freshRoom()); }

/// Kept at every stroke: neither another world nor the end of the program takes it away.
void LevelEditor::onDrawn() {
  keepLevelDraft(canvas_->level());
  draft_->setEnabled(false);  // it is what is here
}

void LevelEditor::bringBack() {
  if (const auto draft = levelDraft()) setLevel(*draft);
}

void LevelEditor::onChanged() {
  if (const QString title = QString::fromStdString(canvas_->level().title); title != title_->text())
    title_->setText(title);
  const auto draft = levelDraft();
  draft_->setEnabled(draft && (draft->cells != canvas_->level().cells || draft->title != canvas_->level().title));
  ++*generation_;
  unsolvable_ = false;
  undo_->setEnabled(canvas_->canUndo());
  redo_->setEnabled(canvas_->canRedo());
  const auto flaw = sokoban::findFlaw(canvas_->level());
  for (QPushButton* button : {play_, save_, copy_}) button->setEnabled(!flaw);
  if (flaw) {
    pause_.stop();
    const bool shown = flaw->row > 0 || flaw->column > 0;
    canvas_->setFlaw(shown ? flaw->row : -1, shown ? flaw->column : -1);
    verdict_->setText(tr("Not a level yet: expected %1, found %2.")
                          .arg(QString::fromStdString(flaw->expected), QString::fromStdString(flaw->found)));
    return;
  }
  canvas_->setFlaw(-1, -1);
  verdict_->setText(tr("A level that can be played. Looking for the shortest solution…"));
  pause_.start();
}

void LevelEditor::judge() {
  const int generation = *generation_;
  background_.run([this, generation, newest = generation_, level = playedPart(canvas_->level())] {
    if (*newest != generation) return;  // painted on meanwhile
    const sokoban::Solution solution = sokoban::solve(level, {kMostPositions});
    QMetaObject::invokeMethod(
        this, [this, generation, solution] { showVerdict(generation, solution); }, Qt::QueuedConnection);
  });
}

void LevelEditor::showVerdict(int generation, const sokoban::Solution& solution) {
  if (generation != *generation_) return;
  unsolvable_ = solution.outcome == sokoban::SolveOutcome::kUnsolvable;
  if (unsolvable_)
    verdict_->setText(tr("Proved: this level cannot be solved."));
  else if (solution.outcome == sokoban::SolveOutcome::kSolved)
    verdict_->setText(tr("Solvable: the shortest solution has %1 pushes.").arg(solution.pushes));
  else
    verdict_->setText(tr("Not decided within %L1 positions; every solution has at least %2 pushes.")
                          .arg(kMostPositions)
                          .arg(solution.pushesAtLeast));
}

void LevelEditor::paste() {
  try {
    setLevel(sokoban::parseMoment(QGuiApplication::clipboard()->text().toStdString()).level);
  } catch (const Error& error) {
    Q_EMIT failed(tr("The text was not pasted"), QString::fromUtf8(error.what()));
  }
}

void LevelEditor::save() {
  const QString file = askWhereToSave(this, tr("Save level"), {}, tr("Sokoban levels (*.xsb)"), QStringLiteral(".xsb"));
  if (!file.isEmpty()) saveTo(file);
}

bool LevelEditor::saveTo(const QString& file) {
  if (unsolvable_ && !confirm_(tr("This level cannot be solved"),
                               tr("It is proved that no play solves it. It can be saved all the same."), tr("Save it")))
    return false;
  QByteArray content = text().toUtf8() + '\n';
  if (!title_->text().isEmpty()) content += "Title: " + title_->text().toUtf8() + '\n';
  QSaveFile out(file);
  if (out.open(QIODevice::WriteOnly) && out.write(content) == content.size() && out.commit()) {
    forgetLevelDraft();
    draft_->setEnabled(false);
    return true;
  }
  Q_EMIT failed(tr("The level was not saved"),
                tr("expected a file that can be written, found %1, at %2").arg(out.errorString(), file));
  return false;
}

}  // namespace spolab

#include "app/studio/keys/keys_dialog.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QDialogButtonBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QStringList>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "app/studio/keys/key_catalog.h"
#include "app/studio/keys/key_edit.h"

namespace spolab {
namespace {

constexpr QSize kFirstSize(620, 640);
constexpr int kNoteLines = 2;

}  // namespace

KeysDialog::KeysDialog(KeyMap& map, QMainWindow* window)
    : QDialog(window), map_(map), window_(window), search_(new QLineEdit(this)), tree_(new QTreeWidget(this)) {
  setObjectName("keys");
  setWindowTitle(tr("Keys of your own"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  search_->setPlaceholderText(tr("Find a command or a key"));
  search_->setAccessibleName(search_->placeholderText());
  search_->setClearButtonEnabled(true);
  column->addWidget(search_);
  tree_->setColumnCount(2);
  tree_->setHeaderLabels({tr("What it does"), tr("Keys")});
  tree_->setUniformRowHeights(true);
  tree_->setAccessibleName(tr("Commands and their keys"));
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  column->addWidget(tree_, 1);
  buildRow(column);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  resetAll_ = buttons->addButton(tr("All as at first"), QDialogButtonBox::ResetRole);
  undo_ = buttons->addButton(tr("Undo"), QDialogButtonBox::ActionRole);
  undo_->setToolTip(tr("The keys as they were before the last change"));
  for (QPushButton* button : {resetAll_, undo_}) button->setAutoDefault(false);
  column->addWidget(buttons);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);  // Enter chooses a command
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::hide);
  connect(resetAll_, &QPushButton::clicked, this, &KeysDialog::resetAll);
  connect(undo_, &QPushButton::clicked, this, &KeysDialog::undo);
  connect(search_, &QLineEdit::textChanged, this, &KeysDialog::filter);
  connect(search_, &QLineEdit::returnPressed, edit_, qOverload<>(&QWidget::setFocus));
  connect(tree_, &QTreeWidget::currentItemChanged, this, &KeysDialog::choose);
  connect(tree_, &QTreeWidget::itemActivated, edit_, qOverload<>(&QWidget::setFocus));
  connect(&map_, &KeyMap::keysChanged, this, &KeysDialog::showRows);
  resize(kFirstSize.boundedTo(window->screen()->availableSize()));
}

void KeysDialog::buildRow(QVBoxLayout* column) {
  name_ = new QLabel(this);
  name_->setProperty("role", "title");
  name_->setWordWrap(true);
  column->addWidget(name_);
  auto* row = new QHBoxLayout;
  edit_ = new KeyEdit(this);
  edit_->setAccessibleName(tr("Keys of the chosen command"));
  edit_->setToolTip(tr("Click here and press the keys that it shall have"));
  none_ = new QPushButton(tr("No keys"), this);
  reset_ = new QPushButton(tr("As at first"), this);
  for (QPushButton* button : {none_, reset_}) button->setAutoDefault(false);
  row->addWidget(edit_, 1);
  row->addWidget(none_);
  row->addWidget(reset_);
  column->addLayout(row);
  note_ = new QLabel(this);
  note_->setWordWrap(true);
  note_->setProperty("role", "dim");
  note_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  note_->setMinimumHeight(kNoteLines * note_->fontMetrics().lineSpacing());
  column->addWidget(note_);
  connect(edit_, &KeyEdit::keysPressed, this, &KeysDialog::assign);
  connect(none_, &QPushButton::clicked, this, [this] { assign({}); });
  connect(reset_, &QPushButton::clicked, this, &KeysDialog::resetOne);
}

void KeysDialog::fill() {
  commands_ = allKeyCommands(map_);
  tree_->clear();
  rows_.clear();
  QTreeWidgetItem* group = nullptr;
  for (const KeyCommand& command : commands_) {
    if (!group || group->text(0) != command.group) {
      group = new QTreeWidgetItem(tree_, {command.group});
      group->setFlags(Qt::ItemIsEnabled);
      group->setFirstColumnSpanned(true);
      group->setExpanded(true);
    }
    rows_.push_back(new QTreeWidgetItem(group, {command.text}));
  }
  showRows();
  tree_->setCurrentItem(rows_.front());
  filter(search_->text());
}

/// Which keys everything has; what a person has changed stands out.
void KeysDialog::showRows() {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i]->setText(1, keysName(map_.keys(commands_[i])));
    QFont font = tree_->font();
    font.setBold(map_.changed(commands_[i].id));
    rows_[i]->setFont(1, font);
  }
  resetAll_->setEnabled(map_.anyChanged());
  undo_->setEnabled(!before_.empty());
  if (const KeyCommand* command = chosen()) {
    edit_->setKeys(map_.keys(*command));
    none_->setEnabled(!map_.keys(*command).isEmpty());
    reset_->setEnabled(map_.changed(command->id));
  }
}

void KeysDialog::filter(const QString& words) {
  const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const QString text =
        commands_[i].group + QLatin1Char(' ') + commands_[i].text + QLatin1Char(' ') + rows_[i]->text(1);
    rows_[i]->setHidden(!std::all_of(wanted.begin(), wanted.end(),
                                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); }));
  }
  for (int g = 0; g < tree_->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = tree_->topLevelItem(g);
    bool any = false;
    for (int i = 0; i < group->childCount(); ++i) any = any || !group->child(i)->isHidden();
    group->setHidden(!any);
  }
  // Words choose the first command that they find.
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [](const QTreeWidgetItem* row) { return !row->isHidden(); });
  if (found != rows_.end() && tree_->currentItem() && tree_->currentItem()->isHidden()) tree_->setCurrentItem(*found);
}

const KeyCommand* KeysDialog::chosen() const {
  const auto row = std::find(rows_.begin(), rows_.end(), tree_->currentItem());
  return row == rows_.end() ? nullptr : &commands_[static_cast<std::size_t>(row - rows_.begin())];
}

void KeysDialog::choose() {
  const KeyCommand* command = chosen();
  for (QWidget* part : {static_cast<QWidget*>(edit_), static_cast<QWidget*>(none_), static_cast<QWidget*>(reset_)})
    part->setEnabled(command != nullptr);
  note_->clear();
  if (!command) return;
  name_->setText(tr("%1: %2").arg(command->group, command->text));
  showRows();
}

void KeysDialog::assign(const QKeySequence& keys) {
  const KeyCommand* found = chosen();
  if (!found) return;
  const KeyCommand command = *found;
  if (keys == map_.keys(command)) return;
  if (const QString menu = menuOpenedBy(command, keys); !menu.isEmpty()) {
    note_->setText(tr("%1 opens the menu %2: choose others.").arg(keysName(keys), menu));
    showRows();
    return;
  }
  before_.push_back(map_.choices());
  QStringList robbed;
  for (const KeyCommand& other : clashesOf(map_, commands_, command, keys)) {
    map_.assign(other, {});
    robbed << tr("%1: %2").arg(other.group, other.text);
  }
  map_.assign(command, keys);
  note_->setText(robbed.isEmpty() ? QString()
                                  : tr("%1 had these keys and has none now.").arg(robbed.join(QStringLiteral("; "))));
}

/// Its own keys may be somebody else's by now.
void KeysDialog::resetOne() {
  if (const KeyCommand* command = chosen()) assign(command->standard);
}

void KeysDialog::resetAll() {
  before_.push_back(map_.choices());
  map_.setChoices({});
  note_->setText(tr("All keys are as they were at first."));
}

void KeysDialog::undo() {
  const KeyMap::Choices before = std::move(before_.back());
  before_.pop_back();
  map_.setChoices(before);
  note_->setText(tr("The last change is undone."));
}

/// Empty: none. A world's own keys come before the menus.
QString KeysDialog::menuOpenedBy(const KeyCommand& command, const QKeySequence& keys) const {
  if (keys.isEmpty() || ofOneWorld(command)) return {};
  for (const QAction* entry : window_->menuBar()->actions())
    if (QKeySequence::mnemonic(entry->text()) == keys) return entry->text().remove(QLatin1Char('&'));
  return {};
}

}  // namespace spolab

#include "app/studio/around/shortcut_sheet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include "app/studio/core_text.h"
#include "app/studio/keys/key_catalog.h"
#include "app/studio/play/controls_text.h"
#include "envs/carried.h"
#include "envs/env.h"

namespace spolab {
namespace {

struct Help {
  Q_DECLARE_TR_FUNCTIONS(Help)
};

struct Section {
  QString title;
  std::vector<std::pair<QString, QString>> keys;
};

void addLines(Section& section, const std::vector<KeyLine>& lines, const KeyMap& map) {
  for (const KeyLine& line : lines)
    if (auto entry = sheetLine(line, map); !entry.first.isEmpty()) section.keys.push_back(std::move(entry));
}

Section episodeKeys(const KeyMap& map) {
  Section section{Help::tr("Episode"), {}};
  addLines(section, episodeKeyLines(), map);
  section.keys.emplace_back(Help::tr("Esc"), Help::tr("explain and choose nothing; from the past to today"));
  return section;
}

Section mouseKeys(const KeyMap& map) {
  Section section{Help::tr("World and mouse"),
                  {{Help::tr("drag"), Help::tr("turn the camera")},
                   {Help::tr("right drag"), Help::tr("move the camera")},
                   {Help::tr("Ctrl+right drag"), Help::tr("pull a body")},
                   {Help::tr("and Shift"), Help::tr("pull it level (Ant, Humanoid)")},
                   {Help::tr("Ctrl+drag"), Help::tr("twist a body")},
                   {Help::tr("wheel"), Help::tr("closer, farther; in the river: depths")},
                   {Help::tr("double click"), Help::tr("go to a bar or particle; camera as at first")},
                   {Help::tr("right button held"), Help::tr("the keys of all controls")}}};
  addLines(section, cameraKeyLines(), map);
  section.keys.emplace_back(Help::tr("Tab"), Help::tr("next control"));
  return section;
}

/// What every world has in Play.
Section playKeys(const Controls* controls, const KeyMap& map) {
  Section section{Help::tr("Play"), {}};
  addLines(section, playKeyLines(), map);
  if (controls) section.keys.emplace_back(Help::tr("drag on it"), Help::tr("take hold and move; back again to cancel"));
  if (const auto* carrying = dynamic_cast<const Carrying*>(controls)) {
    const auto [key, meaning] = carrying->carryHelp();
    section.keys.emplace_back(coreText("keys", key), coreText("keys", meaning));
  }
  return section;
}

Section worldKeys(const EnvSpec& spec, const Controls& controls, const KeyMap& map) {
  const auto nameOf = [&](const KeyBinding& binding) {
    return keysName(map.keys(keyCommand(QString::fromStdString(spec.id), qtKeys(binding))));
  };
  return {Help::tr("Playing: %1").arg(coreText("worlds", spec.title)), keyLines(controls, nameOf)};
}

/// The entries of a menu that have a shortcut.
Section menuKeys(const QMenu& menu) {
  const auto plain = [](QString text) { return text.remove(QLatin1Char('&')).remove(QStringLiteral("…")); };
  Section section{plain(menu.title()), {}};
  for (const QAction* action : menu.actions()) {
    if (!action->shortcut().isEmpty()) section.keys.emplace_back(keysName(action->shortcut()), plain(action->text()));
    if (action->menu() == nullptr) continue;
    const Section inner = menuKeys(*action->menu());
    section.keys.insert(section.keys.end(), inner.keys.begin(), inner.keys.end());
  }
  return section;
}

void addSection(QVBoxLayout* column, const Section& section, QWidget* page) {
  if (section.keys.empty()) return;
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  grid->setColumnStretch(1, 1);
  auto* title = new QLabel(section.title, page);
  title->setProperty("role", "title");
  grid->addWidget(title, 0, 0, 1, 2);
  int row = 1;
  for (const auto& [key, meaning] : section.keys) {
    auto* name = new QLabel(key, page);
    name->setProperty("role", "value");
    grid->addWidget(name, row, 0);
    grid->addWidget(new QLabel(meaning, page), row++, 1);
  }
  column->addLayout(grid);
}

/// Sections in their order, in columns of at most `longest` lines where a section has no more itself.
void fill(QHBoxLayout* row, const std::vector<Section>& sections, std::size_t longest, QWidget* page) {
  QVBoxLayout* column = nullptr;
  std::size_t lines = 0;
  for (const Section& section : sections) {
    const std::size_t more = section.keys.size() + 2;
    if (!column || lines + more > longest) {
      if (column) column->addStretch(1);
      column = new QVBoxLayout;
      column->setSpacing(16);
      row->addLayout(column, 1);
      lines = 0;
    }
    addSection(column, section, page);
    lines += more;
  }
  if (column) column->addStretch(1);
}

/// Sections side by side in as many columns as `width` has room for; one below the other scrolls.
QWidget* makePage(const std::vector<Section>& sections, int width, QWidget* parent) {
  constexpr std::size_t kShortest = 28, kStep = 6;
  std::size_t all = 0;
  for (const Section& section : sections) all += section.keys.size() + 2;
  for (std::size_t longest = kShortest;; longest += kStep) {
    auto* page = new QWidget(parent);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(32);
    fill(row, sections, longest, page);
    if (page->sizeHint().width() <= width || longest >= all) return page;
    delete page;
  }
}

}  // namespace

QDialog* makeShortcutSheet(QWidget* parent, const QMenuBar& menus, const EnvSpec* world, const Controls* controls,
                           const KeyMap& map, QAction& change) {
  std::vector<Section> sections{episodeKeys(map), playKeys(controls, map), mouseKeys(map)};
  if (world && controls && !controls->keys().empty()) sections.push_back(worldKeys(*world, *controls, map));
  for (const QAction* entry : menus.actions())
    if (entry->menu()) sections.push_back(menuKeys(*entry->menu()));

  auto* dialog = new QDialog(parent);
  dialog->setObjectName("shortcuts");
  dialog->setWindowTitle(Help::tr("Keys and mouse"));
  auto* scroll = new QScrollArea(dialog);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setAccessibleName(Help::tr("Keys and mouse"));
  constexpr QSize kAround(48, 96);  // margins, a scroll bar, the button
  const QSize room = parent->screen()->availableSize();
  QWidget* page = makePage(sections, room.width() - kAround.width(), scroll);
  scroll->setWidget(page);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  auto* other = buttons->addButton(change.text().remove(QLatin1Char('&')), QDialogButtonBox::ActionRole);
  other->setAutoDefault(false);
  QObject::connect(other, &QPushButton::clicked, dialog, [dialog, &change] {
    dialog->hide();
    change.trigger();
  });
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::hide);
  auto* column = new QVBoxLayout(dialog);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  column->addWidget(scroll, 1);
  column->addWidget(buttons);
  dialog->resize((page->sizeHint() + kAround).boundedTo(room));
  return dialog;
}

}  // namespace spolab

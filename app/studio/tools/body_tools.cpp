#include "app/studio/tools/body_tools.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/studio/core_text.h"
#include "app/studio/keys/key_map.h"
#include "app/studio/play/controls_text.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/watch_controller.h"

namespace spolab {
namespace {

constexpr int kAdviceLines = 3;

/// What the texts of two keys have in common, to the last whole word: the joint.
QString commonWords(const QString& a, const QString& b) {
  const int shorter = static_cast<int>(std::min(a.size(), b.size()));
  int same = 0, words = 0;
  while (same < shorter && a[same] == b[same]) {
    if (a[same] == QLatin1Char(' ')) words = same;
    ++same;
  }
  return a.left(words);
}

}  // namespace

BodyTools::BodyTools(PlayController& play, WatchController& watch, QWidget* parent)
    : QWidget(parent), play_(play), watch_(watch), advice_(new QLabel(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  auto* title = new QLabel(tr("Joints"), this);
  title->setProperty("role", "title");
  column->addWidget(title);
  advice_->setWordWrap(true);
  advice_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  advice_->setMinimumHeight(kAdviceLines * advice_->fontMetrics().lineSpacing());
  advice_->setAccessibleName(tr("What you can do now"));
  column->addWidget(advice_);
  auto* grid = new QGridLayout;
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(4);
  grid->setColumnStretch(0, 1);
  column->addLayout(grid);
  const auto view = watch_.view();
  if (view && view->env->controls()) {
    const auto keys = view->env->controls()->keys();
    addRows({keys.begin(), keys.end()}, grid);
  }
  connect(&play_, &PlayController::heldChanged, this, &BodyTools::showHeld);
  connect(&watch_, &WatchController::viewChanged, this, &BodyTools::showAdvice);
  connect(&play_.keys(), &KeyMap::keysChanged, this, &BodyTools::showAdvice);
  showAdvice();
}

/// Two keys of one joint make a row.
void BodyTools::addRows(const std::vector<KeyBinding>& keys, QGridLayout* grid) {
  int row = 0;
  for (std::size_t i = 0; i + 1 < keys.size(); i += 2, ++row) {
    const QString first = coreText("keys", keys[i].help), second = coreText("keys", keys[i + 1].help);
    const QString joint = commonWords(first, second);
    grid->addWidget(new QLabel(joint, this), row, 0);
    const auto skip = joint.isEmpty() ? 0 : joint.size() + 1;
    grid->addWidget(addKey(keys[i], first.mid(skip)), row, 1);
    grid->addWidget(addKey(keys[i + 1], second.mid(skip)), row, 2);
  }
}

QPushButton* BodyTools::addKey(const KeyBinding& binding, const QString& way) {
  auto* button = new QPushButton(this);
  const QString help = coreText("keys", binding.help);
  button->setToolTip(tr("%1, while it is held (%2)").arg(help, keyName(binding)));
  const QString world = QString::fromStdString(watch_.view()->env->spec().id);
  button->setProperty("world", world);
  const KeyCommand command = keyCommand(world, qtKeys(binding));
  const auto label = [this, button, command, way] {
    button->setText(tr("%1  %2").arg(keysName(play_.keys().keys(command)), way).trimmed());
  };
  connect(&play_.keys(), &KeyMap::keysChanged, button, label);
  label();
  button->setAccessibleName(help);
  button->setFocusPolicy(Qt::TabFocus);
  const int code = qtKeys(binding).key();
  connect(button, &QPushButton::pressed, this, [this, code] { play_.press(code, {}); });
  connect(button, &QPushButton::released, this, [this, code] { play_.release(code); });
  buttons_[binding.key] = button;
  return button;
}

void BodyTools::showHeld(const std::set<int>& keys) {
  for (const auto& [key, button] : buttons_) button->setDown(keys.count(key) > 0);
}

void BodyTools::showAdvice() {
  const auto view = watch_.view();
  if (!view) return;
  for (const auto& [key, button] : buttons_) button->setEnabled(play_.personPlays() && !view->finished);
  QString text = tr("Time runs while you drive. You can pause (Space) or go back a second (Backspace).");
  if (!play_.personPlays())
    text = tr("The agent drives. Pull the body with Ctrl and the right button and see how it copes.");
  else if (view->finished)
    text = tr("It is over. Start again (R), go back a second (Backspace) or take another start (Ctrl+N).");
  else if (watch_.paused())
    text = tr("Paused. A key goes on.");
  else if (!play_.running())
    text = tr("The body stands still until your first key.");
  text = play_.keys().reworded(text, {});
  if (advice_->text() != text) advice_->setText(text);
}

QWidget* makeBodyTools(PlayController& play, WatchController& watch, QWidget* parent) {
  return new BodyTools(play, watch, parent);
}

}  // namespace spolab

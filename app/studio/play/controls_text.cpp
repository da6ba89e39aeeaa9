#include "app/studio/play/controls_text.h"

#include <algorithm>

#include <QStringList>

#include "app/studio/core_text.h"
#include "app/studio/keys/key_map.h"

namespace spolab {
namespace {

/// What `text` says beyond the words it begins with like `before`; all of it where nothing would be left.
QString beyond(const QString& before, const QString& text) {
  const QStringList known = before.split(QLatin1Char(' ')), words = text.split(QLatin1Char(' '));
  qsizetype same = 0;
  while (same < std::min(known.size(), words.size()) && known[same] == words[same]) ++same;
  return same == words.size() ? text : words.mid(same).join(QLatin1Char(' '));
}

}  // namespace

QString keyName(const KeyBinding& binding) { return keysName(QKeySequence(qtKeys(binding))); }

QKeyCombination qtKeys(const KeyBinding& binding) {
  Qt::KeyboardModifiers modifiers;
  modifiers.setFlag(Qt::ShiftModifier, binding.shift);
  modifiers.setFlag(Qt::AltModifier, binding.alt);
  switch (binding.key) {
    case kKeyLeft:
      return QKeyCombination(modifiers, Qt::Key_Left);
    case kKeyUp:
      return QKeyCombination(modifiers, Qt::Key_Up);
    case kKeyRight:
      return QKeyCombination(modifiers, Qt::Key_Right);
    case kKeyDown:
      return QKeyCombination(modifiers, Qt::Key_Down);
    default:
      return QKeyCombination(modifiers, static_cast<Qt::Key>(binding.key));
  }
}

std::vector<std::pair<QString, QString>> keyLines(const Controls& controls,
                                                  const std::function<QString(const KeyBinding&)>& nameOf) {
  std::vector<std::pair<QString, QString>> lines;
  std::vector<const KeyBinding*> first;
  for (const KeyBinding& binding : controls.keys()) {
    const QString help = coreText("keys", binding.help);
    const auto known =
        std::find_if(first.begin(), first.end(), [&](const KeyBinding* other) { return other->key == binding.key; });
    if (known == first.end()) {
      first.push_back(&binding);
      lines.emplace_back(nameOf(binding), help);
      continue;
    }
    auto& [keys, text] = lines[static_cast<std::size_t>(known - first.begin())];
    keys += QStringLiteral("  ") + nameOf(binding);
    text += QStringLiteral(", ") + beyond(coreText("keys", (*known)->help), help);
  }
  return lines;
}

}  // namespace spolab

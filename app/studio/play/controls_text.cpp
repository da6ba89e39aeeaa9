#include "app/studio/play/controls_text.h"

#include <algorithm>

#include <QCoreApplication>
#include <QStringList>

#include "app/studio/core_text.h"

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

QString keyName(const KeyBinding& binding) {
  QString name;
  switch (binding.key) {
    case kKeyLeft:
      name = QStringLiteral("←");
      break;
    case kKeyUp:
      name = QStringLiteral("↑");
      break;
    case kKeyRight:
      name = QStringLiteral("→");
      break;
    case kKeyDown:
      name = QStringLiteral("↓");
      break;
    default:
      name = QChar(binding.key);
  }
  if (binding.shift) name.prepend(QCoreApplication::translate("Controls", "Shift+"));
  if (binding.alt) name.prepend(QCoreApplication::translate("Controls", "Alt+"));
  return name;
}

std::vector<std::pair<QString, QString>> keyLines(const Controls& controls) {
  std::vector<std::pair<QString, QString>> lines;
  std::vector<const KeyBinding*> first;
  for (const KeyBinding& binding : controls.keys()) {
    const QString help = coreText("keys", binding.help);
    const auto known =
        std::find_if(first.begin(), first.end(), [&](const KeyBinding* other) { return other->key == binding.key; });
    if (known == first.end()) {
      first.push_back(&binding);
      lines.emplace_back(keyName(binding), help);
      continue;
    }
    auto& [keys, text] = lines[static_cast<std::size_t>(known - first.begin())];
    keys += QStringLiteral("  ") + keyName(binding);
    text += QStringLiteral(", ") + beyond(coreText("keys", (*known)->help), help);
  }
  return lines;
}

}  // namespace spolab

#include "app/studio/keys/key_map.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAction>
#include <QRegularExpression>
#include <QSettings>

namespace spolab {
namespace {

constexpr QLatin1String kMenu("menu"), kView("view"), kPlay("play");
constexpr QLatin1String kSetting("keys/chosen");

/// How texts write keys that Qt spells out.
struct Sign {
  Qt::Key key;
  char16_t sign;
};
constexpr std::array<Sign, 5> kSigns{
    {{Qt::Key_Left, u'←'}, {Qt::Key_Up, u'↑'}, {Qt::Key_Right, u'→'}, {Qt::Key_Down, u'↓'}, {Qt::Key_Minus, u'−'}}};

/// Keys that do what another one does, where nobody has chosen them for something else.
int aliasOf(const QString& layer, int key) {
  if (layer == kView && key == Qt::Key_Equal) return Qt::Key_Plus;
  if (layer == kPlay && (key == Qt::Key_Slash || key == Qt::Key_H)) return Qt::Key_Question;
  return key;
}

QString keyId(const QString& layer, const QString& name) { return layer + QLatin1Char('/') + name; }

QString layerOf(const QString& id) { return id.section(QLatin1Char('/'), 0, 0); }

bool isWorld(const QString& layer) { return layer != kMenu && layer != kView && layer != kPlay; }

QString nameIn(const QString& id) { return id.section(QLatin1Char('/'), 1); }

QKeySequence standardIn(const QString& id) { return QKeySequence(nameIn(id), QKeySequence::PortableText); }

/// With Qt's names instead of signs.
QString spelledOut(QString text) {
  for (const Sign& one : kSigns)
    text.replace(QChar(one.sign), QKeySequence(one.key).toString(QKeySequence::PortableText));
  return text;
}

}  // namespace

bool ofOneWorld(const KeyCommand& command) { return isWorld(layerOf(command.id)); }

KeyCommand keyCommand(const QString& layer, const QKeySequence& standard) {
  return {keyId(layer, standard.toString(QKeySequence::PortableText)), {}, {}, standard};
}

QKeyCombination plainKeys(int key, Qt::KeyboardModifiers modifiers) {
  modifiers &= ~Qt::KeyboardModifiers(Qt::KeypadModifier | Qt::GroupSwitchModifier);
  const bool letter = key >= Qt::Key_A && key <= Qt::Key_Z;
  if (key > Qt::Key_Space && key < 0x100 && !letter) modifiers &= ~Qt::KeyboardModifiers(Qt::ShiftModifier);
  return QKeyCombination(modifiers, static_cast<Qt::Key>(key));
}

QString keysName(const QKeySequence& keys) {
  QString text = keys.toString(QKeySequence::NativeText);
  if (keys.isEmpty()) return text;
  const QString last = QKeySequence(keys[0].key()).toString(QKeySequence::NativeText);
  const auto sign =
      std::find_if(kSigns.begin(), kSigns.end(), [&](const Sign& one) { return one.key == keys[0].key(); });
  if (sign != kSigns.end() && text.endsWith(last))
    text.replace(text.size() - last.size(), last.size(), QChar(sign->sign));
  return text;
}

std::vector<QKeySequence> keysIn(const QString& names) {
  std::vector<QKeySequence> keys;
  for (const QString& name : names.split(QStringLiteral(", "))) {
    const QKeySequence one(spelledOut(name));
    // Qt reads "end" and "γ" as keys as well.
    const bool isName = name == keysName(one) || name == one.toString(QKeySequence::PortableText);
    if (one.isEmpty() || !isName) return {};
    keys.push_back(one);
  }
  return keys;
}

KeyMap::KeyMap(QObject* parent) : QObject(parent) {}

QKeySequence KeyMap::keys(const KeyCommand& command) const {
  const auto chosen = chosen_.find(command.id);
  return chosen == chosen_.end() ? command.standard : chosen->second;
}

void KeyMap::assign(const KeyCommand& command, const QKeySequence& keys) {
  if (keys == command.standard)
    chosen_.erase(command.id);
  else
    chosen_[command.id] = keys;
  applyAll();
}

void KeyMap::setChoices(const Choices& choices) {
  chosen_ = choices;
  applyAll();
}

void KeyMap::apply(const Bound& bound) const {
  if (!bound.action) return;
  const auto chosen = chosen_.find(keyId(kMenu, bound.action->objectName()));
  bound.action->setShortcut(chosen == chosen_.end() ? bound.standard : chosen->second);
}

void KeyMap::applyAll() {
  for (const Bound& bound : bound_) apply(bound);
  Q_EMIT keysChanged();
}

void KeyMap::bind(QAction* action, const QString& group) {
  std::erase_if(bound_, [](const Bound& bound) { return bound.action.isNull(); });
  bound_.push_back({action, action->shortcut(), group});
  apply(bound_.back());
}

std::vector<KeyCommand> KeyMap::boundCommands() const {
  std::vector<KeyCommand> commands;
  for (const Bound& bound : bound_) {
    if (!bound.action) continue;
    QString text = bound.action->text();
    text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    commands.push_back({keyId(kMenu, bound.action->objectName()), bound.group, text, bound.standard});
  }
  return commands;
}

std::optional<QKeyCombination> KeyMap::meant(const QStringList& layers, int key,
                                             Qt::KeyboardModifiers modifiers) const {
  const QKeyCombination asPressed(modifiers, static_cast<Qt::Key>(key)), pressed = plainKeys(key, modifiers);
  bool taken = false;
  for (const QString& layer : layers) {
    const QKeyCombination own(pressed.keyboardModifiers(), static_cast<Qt::Key>(aliasOf(layer, key)));
    for (const auto& [id, keys] : chosen_) {
      const QKeySequence standard = layerOf(id) == layer ? standardIn(id) : QKeySequence();
      if (standard.isEmpty()) continue;
      if (!keys.isEmpty() && keys[0] == pressed) return standard[0];
      taken = taken || standard[0] == own;
    }
  }
  if (taken) return std::nullopt;
  return asPressed;
}

QKeySequence KeyMap::ownKeys(const QString& id) const {
  if (layerOf(id) != kMenu) return standardIn(id);
  const auto bound = std::find_if(bound_.begin(), bound_.end(), [name = nameIn(id)](const Bound& one) {
    return one.action && one.action->objectName() == name;
  });
  return bound == bound_.end() ? QKeySequence() : bound->standard;
}

std::optional<QKeySequence> KeyMap::insteadOf(const QKeySequence& own, const QString& world) const {
  for (const auto& [id, keys] : chosen_) {
    const bool counts = world.isEmpty() ? !isWorld(layerOf(id)) : layerOf(id) == world;
    if (counts && ownKeys(id) == own) return keys;
  }
  return std::nullopt;
}

QString KeyMap::reworded(const QString& text, const QString& world) const {
  static const QRegularExpression brackets(QStringLiteral("(\\s*)\\(([^()]+)\\)"));
  QString said;
  qsizetype from = 0;
  for (const QRegularExpressionMatch& match : brackets.globalMatch(text)) {
    const std::vector<QKeySequence> named = keysIn(match.captured(2));
    if (named.empty()) continue;
    QStringList now;
    for (const QKeySequence& own : named)
      if (const QKeySequence keys = insteadOf(own, world).value_or(own); !keys.isEmpty()) now << keysName(keys);
    said += text.sliced(from, match.capturedStart() - from);
    if (!now.isEmpty()) said += QStringLiteral("%1(%2)").arg(match.captured(1), now.join(QStringLiteral(", ")));
    from = match.capturedEnd();
  }
  return said + text.sliced(from);
}

void KeyMap::load(const QSettings& settings) {
  chosen_.clear();
  const QStringList saved = settings.value(kSetting).toStringList();
  for (qsizetype i = 0; i + 1 < saved.size(); i += 2) {
    const QKeySequence keys(saved[i + 1], QKeySequence::PortableText);
    const bool sound = saved[i + 1].isEmpty() || (keys.count() == 1 && keys[0].key() != Qt::Key_unknown);
    if (sound && saved[i].contains(QLatin1Char('/'))) chosen_[saved[i]] = keys;
  }
  applyAll();
}

void KeyMap::save(QSettings& settings) const {
  QStringList list;
  for (const auto& [id, keys] : chosen_) list << id << keys.toString(QKeySequence::PortableText);
  settings.setValue(kSetting, list);
}

std::vector<KeyCommand> clashesOf(const KeyMap& map, const std::vector<KeyCommand>& all, const KeyCommand& command,
                                  const QKeySequence& keys) {
  std::vector<KeyCommand> clashes;
  if (keys.isEmpty()) return clashes;
  const QString layer = layerOf(command.id);
  for (const KeyCommand& other : all) {
    if (other.id == command.id || map.keys(other) != keys) continue;
    const QString its = layerOf(other.id);
    const bool oneInPlay = layer != kView && its != kView && (layer == kPlay || its == kPlay);
    if (its == layer || its == kMenu || layer == kMenu || oneInPlay) clashes.push_back(other);
  }
  return clashes;
}

}  // namespace spolab

#include "app/studio/keys/key_catalog.h"

#include <algorithm>
#include <initializer_list>

#include <QCoreApplication>
#include <QStringList>

#include "app/studio/core_text.h"
#include "app/studio/play/controls_text.h"
#include "envs/registry.h"

namespace spolab {
namespace {

struct KeyCatalog {
  Q_DECLARE_TR_FUNCTIONS(KeyCatalog)
};

constexpr auto kPortable = QKeySequence::PortableText;

struct Entry {
  const char* keys;  ///< as QKeySequence::PortableText
  QString text;
};

KeyLine line(const QString& layer, const QString& group, const QString& text, std::initializer_list<Entry> entries) {
  KeyLine line{{}, text};
  for (const Entry& entry : entries) {
    KeyCommand command = keyCommand(layer, QKeySequence(QString::fromLatin1(entry.keys), kPortable));
    command.group = group;
    command.text = entry.text.isEmpty() ? text : entry.text;
    line.commands.push_back(std::move(command));
  }
  return line;
}

}  // namespace

std::vector<KeyLine> episodeKeyLines() {
  const auto keys = [group = KeyCatalog::tr("Episode")](const QString& text, std::initializer_list<Entry> entries) {
    return line(QStringLiteral("view"), group, text, entries);
  };
  return {
      keys(KeyCatalog::tr("play or pause"), {{"Space", {}}}),
      keys(KeyCatalog::tr("one decision forward"), {{"Right", {}}}),
      keys(KeyCatalog::tr("look one step back"), {{"Left", {}}}),
      keys(KeyCatalog::tr("one search depth, one phase"),
           {{"D", KeyCatalog::tr("one search depth")}, {"Shift+D", KeyCatalog::tr("one phase of a search depth")}}),
      keys(KeyCatalog::tr("one search depth back"), {{"S", {}}}),
      keys(KeyCatalog::tr("choose a first action, the likelier first"),
           {{"[", KeyCatalog::tr("choose the first action before")},
            {"]", KeyCatalog::tr("choose the next first action, the likelier first")}}),
      keys(KeyCatalog::tr("choose a particle, the heavier first"),
           {{",", KeyCatalog::tr("choose the particle before")},
            {".", KeyCatalog::tr("choose the next particle, the heavier first")}}),
      keys(KeyCatalog::tr("colour particles by A, V or first action"), {{"C", {}}}),
      keys(KeyCatalog::tr("sort the table by the next column, turn its order"),
           {{"T", KeyCatalog::tr("sort the table by the next column")},
            {"Shift+T", KeyCatalog::tr("turn the table's order")}}),
      keys(KeyCatalog::tr("keep the table at the next depth, at the one before"),
           {{"G", KeyCatalog::tr("keep the table at the next depth")},
            {"Shift+G", KeyCatalog::tr("keep the table at the depth before")}}),
      keys(KeyCatalog::tr("next panel, where small views have tabs"),
           {{"V", KeyCatalog::tr("next panel, where small views have tabs")},
            {"Shift+V", KeyCatalog::tr("the panel before, where small views have tabs")}}),
      keys(KeyCatalog::tr("explain the selection, quantities, joints; facts compared"),
           {{"E", KeyCatalog::tr("explain the selection, then the next quantity")},
            {"Shift+E", KeyCatalog::tr("explain the quantity before")}}),
      keys(KeyCatalog::tr("scroll the table, and a body's joints"),
           {{"Shift+PgUp", KeyCatalog::tr("scroll the table up, and a body's joints")},
            {"Shift+PgDown", KeyCatalog::tr("scroll the table down, and a body's joints")}}),
      keys(KeyCatalog::tr("back to the newest step"), {{"End", {}}}),
      keys(KeyCatalog::tr("go on from here, or the way selected"), {{"B", {}}}),
      keys(KeyCatalog::tr("restart the episode"), {{"R", {}}}),
      keys(KeyCatalog::tr("next episode"), {{"N", {}}}),
      keys(KeyCatalog::tr("faster, slower"), {{"+", KeyCatalog::tr("faster")}, {"-", KeyCatalog::tr("slower")}}),
  };
}

std::vector<KeyLine> playKeyLines() {
  const auto keys = [group = KeyCatalog::tr("Play")](const QString& text, const char* key) {
    return line(QStringLiteral("play"), group, text, {{key, {}}});
  };
  return {keys(KeyCatalog::tr("let the agent go on, take over again"), "A"),
          keys(KeyCatalog::tr("what the agent would do here"), "?"),
          keys(KeyCatalog::tr("take back, also a restart"), "Backspace")};
}

std::vector<KeyLine> cameraKeyLines() {
  const auto keys = [group = KeyCatalog::tr("World")](const QString& text, std::initializer_list<Entry> entries) {
    return line(QStringLiteral("view"), group, text, entries);
  };
  return {
      keys(KeyCatalog::tr("closer, farther"),
           {{"PgUp", KeyCatalog::tr("the camera closer")}, {"PgDown", KeyCatalog::tr("the camera farther away")}}),
      keys(KeyCatalog::tr("turn the camera"), {{"Shift+Left", KeyCatalog::tr("turn the camera to the left")},
                                               {"Shift+Right", KeyCatalog::tr("turn the camera to the right")},
                                               {"Shift+Up", KeyCatalog::tr("turn the camera up")},
                                               {"Shift+Down", KeyCatalog::tr("turn the camera down")}}),
      keys(KeyCatalog::tr("move the camera"), {{"Alt+Left", KeyCatalog::tr("move the camera to the left")},
                                               {"Alt+Right", KeyCatalog::tr("move the camera to the right")},
                                               {"Alt+Up", KeyCatalog::tr("move the camera up")},
                                               {"Alt+Down", KeyCatalog::tr("move the camera down")}}),
      keys(KeyCatalog::tr("held: the keys of all controls"), {{"X", {}}}),
      keys(KeyCatalog::tr("held: the world alone"), {{"Z", {}}}),
  };
}

std::vector<KeyCommand> worldKeyCommands(const std::string& envId, const std::string& title, const Controls& controls) {
  const QString group = KeyCatalog::tr("Playing: %1").arg(coreText("worlds", title));
  std::vector<KeyCommand> commands;
  for (const KeyBinding& binding : controls.keys()) {
    KeyCommand command = keyCommand(QString::fromStdString(envId), qtKeys(binding));
    command.group = group;
    command.text = coreText("keys", binding.help);
    commands.push_back(std::move(command));
  }
  return commands;
}

std::vector<KeyCommand> levelKeyCommands() {
  const auto level = [](const char* name, const QString& text, const char* keys) {
    return KeyCommand{QStringLiteral("menu/") + QLatin1String(name), KeyCatalog::tr("Levels"), text,
                      QKeySequence(QLatin1String(keys), kPortable)};
  };
  return {level("previousLevel", KeyCatalog::tr("The level before this one"), "Ctrl+PgUp"),
          level("nextLevel", KeyCatalog::tr("The level after this one"), "Ctrl+PgDown")};
}

std::vector<KeyCommand> allKeyCommands(const KeyMap& map) {
  std::vector<KeyCommand> all;
  const auto add = [&](const std::vector<KeyCommand>& commands) {
    all.insert(all.end(), commands.begin(), commands.end());
  };
  for (const std::vector<KeyLine>& lines : {episodeKeyLines(), cameraKeyLines(), playKeyLines()})
    for (const KeyLine& line : lines) add(line.commands);
  for (const EnvEntry& entry : envRegistry()) {
    const auto env = entry.config()->makeRules();
    if (env->controls()) add(worldKeyCommands(entry.id, env->spec().title, *env->controls()));
  }
  add(map.boundCommands());
  for (const KeyCommand& level : levelKeyCommands())
    if (std::none_of(all.begin(), all.end(), [&](const KeyCommand& known) { return known.id == level.id; }))
      all.push_back(level);
  return all;
}

std::pair<QString, QString> sheetLine(const KeyLine& line, const KeyMap& map) {
  QStringList keys;
  for (const KeyCommand& command : line.commands)
    if (const QKeySequence now = map.keys(command); !now.isEmpty()) keys << keysName(now);
  return {keys.join(QStringLiteral("  ")), line.text};
}

QString namesOf(const KeyMap& map, const QString& layer, std::initializer_list<const char*> standards) {
  QStringList names;
  for (const char* standard : standards) {
    const QKeySequence now = map.keys(keyCommand(layer, QKeySequence(QString::fromLatin1(standard), kPortable)));
    if (!now.isEmpty()) names << keysName(now);
  }
  return names.join(QStringLiteral("  "));
}

}  // namespace spolab

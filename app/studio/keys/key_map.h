#pragma once

#include <map>
#include <optional>
#include <vector>

#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

class QAction;
class QSettings;

namespace spolab {

/// A command that has a key: what somebody who wants other keys chooses among.
///
/// `id` is "LAYER/NAME". A layer says when the key counts: "menu" always, "view" where the world has the keyboard,
/// "play" and the id of a world while a person plays there. NAME is the key as the program knows it ("Shift+D"), of a
/// menu's entry its object name.
struct KeyCommand {
  QString id;
  QString group;  ///< under which title it is listed
  QString text;   ///< what it does
  QKeySequence standard;
};

/// It counts while a person plays in one world only, and there before whatever the keys do elsewhere.
bool ofOneWorld(const KeyCommand& command);

/// The command of `layer`, no menu, that has `standard`; without words.
KeyCommand keyCommand(const QString& layer, const QKeySequence& standard);

/// Keys as Qt reports them when pressed, in the form in which they are compared: signs without the Shift they may take,
/// no keypad.
QKeyCombination plainKeys(int key, Qt::KeyboardModifiers modifiers);

/// "Ctrl+→", for people. One name for all: "−" and arrows as signs.
QString keysName(const QKeySequence& keys);

/// The other way round: those of "Ctrl+Z, Backspace", in English or as the reader's language names them. Empty where
/// any of it is no key.
std::vector<QKeySequence> keysIn(const QString& names);

/// Which keys a person has chosen instead of the program's own. Everything else in the program speaks of its own keys;
/// this stands between it and the keyboard, and between its texts and the reader. Remembered between starts by whom
/// calls load() and save(). Lives on the window's thread.
class KeyMap : public QObject {
  Q_OBJECT

 public:
  explicit KeyMap(QObject* parent = nullptr);

  /// The keys of `command` now; empty: none.
  [[nodiscard]] QKeySequence keys(const KeyCommand& command) const;
  [[nodiscard]] bool changed(const QString& id) const { return chosen_.count(id) > 0; }
  [[nodiscard]] bool anyChanged() const { return !chosen_.empty(); }
  /// No keys take them away, the program's own are no choice. Those of other commands stay: see clashesOf().
  void assign(const KeyCommand& command, const QKeySequence& keys);
  /// What has been chosen: keys by the id of a command, where they are the program's own nothing.
  using Choices = std::map<QString, QKeySequence>;
  [[nodiscard]] const Choices& choices() const { return chosen_; }
  void setChoices(const Choices& choices);

  /// From now on `action`, which has an object name, has the keys chosen for it. Its shortcut now is the program's own.
  void bind(QAction* action, const QString& group);
  /// The bound actions that are still there, in the order in which they came.
  [[nodiscard]] std::vector<KeyCommand> boundCommands() const;

  /// What the program itself calls the keys that were pressed, in `layers`, the first of them first; nothing: there
  /// they have no meaning now.
  [[nodiscard]] std::optional<QKeyCombination> meant(const QStringList& layers, int key,
                                                     Qt::KeyboardModifiers modifiers) const;
  /// A text that names the program's own keys in brackets, "Take back (Ctrl+Z, Backspace)", with those of now as
  /// keysName() has them; brackets that would be empty go. `world`: the world whose keys it may mean; empty: none.
  [[nodiscard]] QString reworded(const QString& text, const QString& world) const;

  /// What save() wrote; entries that are no keys are left out.
  void load(const QSettings& settings);
  void save(QSettings& settings) const;

 Q_SIGNALS:
  void keysChanged();

 private:
  struct Bound {
    QPointer<QAction> action;
    QKeySequence standard;
    QString group;
  };
  void apply(const Bound& bound) const;
  void applyAll();
  /// The program's own keys of a command; empty: of a menu's entry that is not there.
  [[nodiscard]] QKeySequence ownKeys(const QString& id) const;
  /// What a person has chosen for the program's `own` keys; nothing: no other keys.
  [[nodiscard]] std::optional<QKeySequence> insteadOf(const QKeySequence& own, const QString& world) const;

  Choices chosen_;
  std::vector<Bound> bound_;
};

/// The commands of `all` that would hear `keys` as well if `command` had them. While a person plays, that world's keys
/// come before those of the view: these two do not clash.
std::vector<KeyCommand> clashesOf(const KeyMap& map, const std::vector<KeyCommand>& all, const KeyCommand& command,
                                  const QKeySequence& keys);

}  // namespace spolab

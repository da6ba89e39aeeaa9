#include <QDialog>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QToolTip>
#include <QTranslator>
#include <QTreeWidget>

#include "app/studio/around/key_hints.h"
#include "app/studio/around/surroundings.h"
#include "app/studio/keys/key_catalog.h"
#include "app/studio/keys/key_edit.h"
#include "app/studio/keys/keys_controller.h"
#include "app/studio/play/play_controller.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "episode_window.h"

using namespace spolab;
using namespace spolab::test;

namespace {

QKeySequence keysOf(const char* text) { return QKeySequence(QString::fromLatin1(text), QKeySequence::PortableText); }

/// Where Ctrl is Strg.
class GermanKeys : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* context, const char* text, const char*, int) const override {
    const bool ctrl = qstrcmp(context, "QShortcut") == 0 && qstrcmp(text, "Ctrl") == 0;
    return ctrl ? QStringLiteral("Strg") : QString();
  }
};

KeyCommand command(const char* layer, const char* keys) { return keyCommand(QString::fromLatin1(layer), keysOf(keys)); }

}  // namespace

/// Keys of a person's own: chosen, heard, said and remembered.
class TestStudioOwnKeys : public QObject, EpisodeWindow {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).clear();
    QVERIFY(openPaused());
  }
  void cleanup() {
    window_.reset();
    QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).clear();
  }

  void anotherKeyIsHeardAndTheOldOneIsNot() {
    chooseRow("one decision forward");
    QTest::keyClick(edit(), Qt::Key_J);
    dialog()->close();
    const std::size_t made = view()->frames.size();
    key(Qt::Key_J);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1; }, 10000));
    key(Qt::Key_Right);
    QTest::qWait(300);
    QCOMPARE(view()->frames.size(), made + 1);
    // Its button and the tags of all controls name it.
    bool named = false;
    for (const QToolButton* button : transport().findChildren<QToolButton*>())
      named = named || window_->keys().map().reworded(button->toolTip(), {}).contains(QStringLiteral("(J)"));
    QVERIFY(named);
    KeyHints& hints = window_->surroundings().keyHints();
    hints.show();
    const std::vector<QString> texts = hints.texts();
    hints.hide();
    QVERIFY(std::count(texts.begin(), texts.end(), QStringLiteral("J")) == 1);
    QVERIFY(std::count(texts.begin(), texts.end(), QStringLiteral("→")) == 0);
    window_->keys().map().assign(command("view", "Shift+Up"), {});
    hints.show();
    const std::vector<QString> fewer = hints.texts();
    hints.hide();
    QVERIFY(std::count(fewer.begin(), fewer.end(), QStringLiteral("Shift+←  Shift+→  Shift+↓  Alt+arrows")) == 1);
    // The sheet of keys as well.
    choose(*window_, "Keys and mouse");
    QStringList said;
    for (const QLabel* label : window_->findChild<QDialog*>("shortcuts")->findChildren<QLabel*>())
      said << label->text();
    QVERIFY(said.contains(QStringLiteral("J")) && !said.contains(QStringLiteral("→")));
    // So does the line at the bottom, and the sheet leads to where keys are chosen.
    const auto labels = window_->statusBar()->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel* label) { return label->text().contains(QStringLiteral("J one decision")); }));
    for (QPushButton* one : window_->findChild<QDialog*>("shortcuts")->findChildren<QPushButton*>())
      if (one->text().startsWith(QStringLiteral("Change"))) QTest::mouseClick(one, Qt::LeftButton);
    QVERIFY(dialog()->isVisible());
  }

  void chosenKeysAreRemembered() {
    chooseRow("one decision forward");
    QTest::keyClick(edit(), Qt::Key_J);
    window_.reset();
    QVERIFY(openPaused());
    const std::size_t made = view()->frames.size();
    key(Qt::Key_J);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1; }, 10000));
    chooseRow("one decision forward");
    QTest::mouseClick(button("All as at first"), Qt::LeftButton);
    dialog()->close();
    key(Qt::Key_Right);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 2; }, 10000));
  }

  /// Who has the keys already has none then; menus as well, whose keys count everywhere.
  void keysOfAnotherCommandAreTakenFromIt() {
    QAction* train = menuEntry(*window_, QStringLiteral("Train"));
    QCOMPARE(train->shortcut(), keysOf("Ctrl+T"));
    chooseRow("one search depth back");
    QTest::keyClick(edit(), Qt::Key_T, Qt::ControlModifier);
    QVERIFY(train->shortcut().isEmpty());
    QVERIFY(noteIn(dialog()).contains(QStringLiteral("Train")));
    // Back to its own, it takes them from the other.
    chooseRow("Train");
    QCOMPARE(edit()->text(), QString());
    QTest::mouseClick(button("As at first"), Qt::LeftButton);
    QCOMPARE(train->shortcut(), keysOf("Ctrl+T"));
    QVERIFY(noteIn(dialog()).contains(QStringLiteral("one search depth back")));
    chooseRow("one search depth back");
    QCOMPARE(edit()->text(), QString());
    // A world's keys and the view's count at different times.
    chooseRow("one search depth back");
    QTest::keyClick(edit(), Qt::Key_F);
    QVERIFY(noteIn(dialog()).isEmpty());
    QTest::mouseClick(button("No keys"), Qt::LeftButton);
    QCOMPARE(edit()->text(), QString());
  }

  /// What a wrong press has done to others is taken back with it.
  void aChangeIsUndone() {
    QAction* train = menuEntry(*window_, QStringLiteral("Train"));
    chooseRow("one search depth back");
    QVERIFY(!button("Undo")->isEnabled());
    QTest::keyClick(edit(), Qt::Key_T, Qt::ControlModifier);
    QTest::mouseClick(button("All as at first"), Qt::LeftButton);
    QCOMPARE(train->shortcut(), keysOf("Ctrl+T"));
    QTest::mouseClick(button("Undo"), Qt::LeftButton);
    QVERIFY(train->shortcut().isEmpty());
    QCOMPARE(window_->keys().map().keys(command("view", "S")), keysOf("Ctrl+T"));
    QTest::mouseClick(button("Undo"), Qt::LeftButton);
    QCOMPARE(train->shortcut(), keysOf("Ctrl+T"));
    QVERIFY(!window_->keys().map().anyChanged() && !button("Undo")->isEnabled());
  }

  /// Keys of menus are heard by the menus only, unless a person plays in a world that has them.
  void keysThatOpenAMenuAreRefused() {
    chooseRow("one search depth back");
    QTest::keyClick(edit(), Qt::Key_F, Qt::AltModifier);
    QVERIFY(noteIn(dialog()).contains(QStringLiteral("menu")));
    QVERIFY(!window_->keys().map().anyChanged());
    chooseRow("turn the right face clockwise");
    QTest::keyClick(edit(), Qt::Key_F, Qt::AltModifier);
    QCOMPARE(window_->keys().map().keys(command("rubiks-cube", "R")), keysOf("Alt+F"));
  }

  /// Levels have their keys in the list before there is a level to see.
  void keysOfLevelsAreKnownInEveryWorld() {
    chooseRow("The level after this one");
    QCOMPARE(edit()->text(), keysName(keysOf("Ctrl+PgDown")));
    chooseRow("one search depth back");
    QTest::keyClick(edit(), Qt::Key_PageDown, Qt::ControlModifier);
    QVERIFY(noteIn(dialog()).contains(QStringLiteral("The level after this one")));
  }

  /// A key that was taken away is not heard with Shift either, and Shift with it is somebody else's to have.
  void shiftIsNoWayRoundAChoice() {
    chooseRow("next episode");
    QTest::mouseClick(button("No keys"), Qt::LeftButton);
    dialog()->close();
    const auto before = view();
    for (const Qt::KeyboardModifier with : {Qt::NoModifier, Qt::ShiftModifier}) {
      key(Qt::Key_N, with);
      QTest::qWait(200);
      QVERIFY(view()->start == before->start);
    }
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    key(Qt::Key_A, Qt::ShiftModifier);
    QTest::qWait(200);
    QVERIFY(view()->personPlays);
  }

  /// Another window's own keys are not those of the program.
  void tooltipsOfOtherWindowsStayAsTheyAre() {
    chooseRow("Undo a step");
    QTest::keyClick(edit(), Qt::Key_U, Qt::ControlModifier);
    QDialog other(window_.get());
    QPushButton here(window_.get()), there(&other);
    for (QPushButton* one : {&here, &there}) one->setToolTip(QStringLiteral("Take a stroke back (Ctrl+Z)"));
    const auto asked = [](QPushButton& one) {
      QHelpEvent event(QEvent::ToolTip, QPoint(), QPoint());
      QCoreApplication::sendEvent(&one, &event);
      const QString said = QToolTip::text();
      QToolTip::hideText();
      return said;
    };
    here.show();
    QVERIFY(asked(here).contains(QStringLiteral("Ctrl+U")));
    other.show();
    QVERIFY(asked(there).contains(QStringLiteral("Ctrl+Z")));
  }

  /// A command is found by its words and by its keys.
  void commandsAreFound() {
    chooseRow("Train");
    auto* search = dialog()->findChild<QLineEdit*>(QString(), Qt::FindDirectChildrenOnly);
    QVERIFY(search);
    const auto seen = [&] {
      int rows = 0;
      for (const QTreeWidgetItem* row : rowsOf()) rows += !row->isHidden() && !row->parent()->isHidden();
      return rows;
    };
    const int all = seen();
    QVERIFY(all > 100);
    search->setText(QStringLiteral("search DEPTH"));
    QVERIFY(seen() >= 4 && seen() < 10);
    search->setText(QStringLiteral("ctrl+t"));
    QVERIFY(seen() >= 1 && seen() < 4);
    search->setText(QStringLiteral("no such command"));
    QCOMPARE(seen(), 0);
    search->clear();
    QCOMPARE(seen(), all);
    // Words choose the first that they find, Enter goes on to its keys.
    QTest::keyClicks(search, QStringLiteral("look one step"));
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(dialog()->isVisible());
    QTest::keyClick(edit(), Qt::Key_M);
    QCOMPARE(window_->keys().map().keys(command("view", "Left")), keysOf("M"));
  }

  /// A key ends what its press began, also where another command has it with Shift.
  void aHeldKeyIsLetGo() {
    chooseRow("one search depth back");
    QTest::keyClick(edit(), Qt::Key_Z, Qt::ShiftModifier);
    dialog()->close();
    QTest::keyPress(window_.get(), Qt::Key_Z);
    QVERIFY(!window_->stage().options().panels);
    QTest::keyRelease(window_.get(), Qt::Key_Z);
    QVERIFY(window_->stage().options().panels);
  }

  /// With Shift or Alt a key is another one, which is nobody's where none is listed: what is taken away stays away.
  void shiftAndAltMakeOtherKeys() {
    expectOthersUnheard(QStringLiteral("view"));
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    expectOthersUnheard(QStringLiteral("play"));
  }

  void aWorldsKeysCanBeOthers() {
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    chooseRow("turn the right face clockwise");
    QTest::keyClick(edit(), Qt::Key_J, Qt::AltModifier);
    dialog()->close();
    const std::size_t made = view()->frames.size();
    key(Qt::Key_J, Qt::AltModifier);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1; }, 10000));
    const std::int32_t turned = discreteAction(view()->frames.back()->action);
    QCOMPARE(QString::fromStdString(cube::turnName(turned)), QStringLiteral("R"));
    key(Qt::Key_R, Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 2; }, 10000));
  }

  void pressedKeysAreTranslated() {
    KeyMap map;
    const QStringList layers{QStringLiteral("play"), QStringLiteral("hopper")};
    const auto meant = [&](int key, Qt::KeyboardModifiers modifiers = {}) { return map.meant(layers, key, modifiers); };
    QCOMPARE(meant(Qt::Key_Q)->key(), Qt::Key_Q);
    map.assign(command("hopper", "Q"), keysOf("J"));
    QCOMPARE(meant(Qt::Key_J)->key(), Qt::Key_Q);
    QVERIFY(!meant(Qt::Key_Q));
    QVERIFY(map.meant({QStringLiteral("view")}, Qt::Key_Q, {}).has_value());
    // A sign is the same key whether Shift makes it or not; what does the same goes with it.
    map.assign(command("play", "?"), keysOf("!"));
    QCOMPARE(meant(Qt::Key_Exclam, Qt::ShiftModifier)->key(), Qt::Key_Question);
    QVERIFY(!meant(Qt::Key_Question, Qt::ShiftModifier));
    QVERIFY(!meant(Qt::Key_Slash) && !meant(Qt::Key_H));
    map.assign(command("play", "?"), keysOf("?"));
    QVERIFY(meant(Qt::Key_H).has_value());
    // The program's own keys chosen are no choice.
    map.assign(command("hopper", "Q"), keysOf("Q"));
    QVERIFY(!map.anyChanged());
  }

  /// Wherever they stand in brackets; brackets that would be empty go, and what is no key stays.
  void textsNameTheKeysOfNow() {
    KeyMap& map = window_->keys().map();
    const auto said = [&](const char* text) { return map.reworded(QString::fromUtf8(text), {}); };
    map.assign(command("play", "Backspace"), keysOf("U"));
    map.assign(command("view", "N"), {});
    map.assign(command("view", "-"), keysOf("Left"));
    QCOMPARE(said("Take back (Ctrl+Z, Backspace)"), QStringLiteral("Take back (Ctrl+Z, U)"));
    QCOMPARE(said("Go on (Space, N); Undo (Ctrl+Z) helps."), QStringLiteral("Go on (Space); Undo (Ctrl+Z) helps."));
    QCOMPARE(said("Leave this episode (N)."), QStringLiteral("Leave this episode."));
    QCOMPARE(said("Faster or slower (+, −)"), QStringLiteral("Faster or slower (+, ←)"));
    for (const char* text : {"A level file (.xsb, .sok)", "its value V(n)", "the last one (end)", "(usually)"})
      QCOMPARE(said(text), QString::fromUtf8(text));
    map.assign({QStringLiteral("menu/undo"), {}, {}, keysOf("Ctrl+Z")}, keysOf("Ctrl+U"));
    const auto buttons = window_->sidePanel().playPanel()->findChildren<QPushButton*>();
    QVERIFY(std::any_of(buttons.begin(), buttons.end(), [&](const QPushButton* button) {
      return map.reworded(button->toolTip(), {}).endsWith(QStringLiteral("(Ctrl+U, U)"));
    }));
  }

  void theAdviceOnABodyNamesTheKeysOfNow() {
    openWorld("half-cheetah");
    choose(*window_, "Play");
    QVERIFY(QTest::qWaitFor([&] { return view()->personPlays; }, 10000));
    QTest::keyPress(window_.get(), Qt::Key_Q);
    const QLabel* advice = nullptr;
    for (const QLabel* label : window_->sidePanel().playPanel()->findChildren<QLabel*>())
      if (label->accessibleName() == QStringLiteral("What you can do now")) advice = label;
    QVERIFY(advice);
    QTRY_VERIFY_WITH_TIMEOUT(advice->text().contains(QStringLiteral("pause (Space)")), 20000);
    window_->keys().map().assign(command("view", "Space"), keysOf("J"));
    QVERIFY(advice->text().contains(QStringLiteral("pause (J)")));
    QTest::keyRelease(window_.get(), Qt::Key_Q);
  }

  void toolTipsNameKeysInTheReadersLanguage() {
    GermanKeys german;
    QCoreApplication::installTranslator(&german);
    const KeyMap map;
    for (const char* text : {"Do again (Ctrl+Y)", "Do again (Strg+Y)"})
      QCOMPARE(map.reworded(QLatin1String(text), {}), QStringLiteral("Do again (Strg+Y)"));
    QPushButton* train = window_->topBar().trainButton();
    QVERIFY(train->toolTip().endsWith(QStringLiteral("(Ctrl+T)")));
    QHelpEvent asked(QEvent::ToolTip, QPoint(4, 4), train->mapToGlobal(QPoint(4, 4)));
    QApplication::sendEvent(train, &asked);
    QVERIFY(QToolTip::text().endsWith(QStringLiteral("(Strg+T)")));
    QToolTip::hideText();
  }

  void keysHaveNames() {
    const auto name = [](const char* keys) { return keysName(keysOf(keys)); };
    QCOMPARE(name("Shift+Left"), QStringLiteral("Shift+←"));
    QCOMPARE(name("Ctrl+PgUp"), QStringLiteral("Ctrl+PgUp"));
    QCOMPARE(name("-"), QStringLiteral("−"));
    QCOMPARE(name("Ctrl+Shift+Down"), QStringLiteral("Ctrl+Shift+↓"));
    QCOMPARE(name(""), QString());
  }

  void whatWasSavedIsReadAndNonsenseIsNot() {
    QSettings settings(QStringLiteral("spolab"), QStringLiteral("studio"));
    KeyMap map;
    map.assign(command("view", "Shift+D"), keysOf("Ctrl+Shift+K"));
    map.assign(command("view", "["), {});
    map.save(settings);
    KeyMap other;
    other.load(settings);
    QCOMPARE(other.keys(command("view", "Shift+D")), keysOf("Ctrl+Shift+K"));
    QVERIFY(other.keys(command("view", "[")).isEmpty());
    for (const QStringList& list : {QStringList{"view/D"}, QStringList{"view/D", "no key at all, none"},
                                    QStringList{"", "Ctrl+T"}, QStringList{"view/D", "Ctrl+A, Ctrl+B"}}) {
      settings.setValue("keys/chosen", list);
      other.load(settings);
      QVERIFY2(!other.anyChanged(), qPrintable(list.join(QLatin1Char('|'))));
    }
  }

  void everyCommandIsListedOnce() {
    const std::vector<KeyCommand> all = allKeyCommands(window_->keys().map());
    QStringList ids;
    for (const KeyCommand& one : all) {
      QVERIFY2(!one.text.isEmpty() && !one.group.isEmpty(), qPrintable(one.id));
      ids << one.id;
      // As they are at first, nobody hears another's keys.
      const auto clashes = clashesOf(window_->keys().map(), all, one, one.standard);
      QVERIFY2(clashes.empty(), qPrintable(one.id + (clashes.empty() ? QString() : clashes.front().id)));
    }
    QCOMPARE(ids.removeDuplicates(), 0);
    for (const char* id : {"view/Space", "play/A", "rubiks-cube/Shift+R", "sokoban/Up", "hopper/Q", "menu/train"})
      QVERIFY2(ids.contains(QString::fromLatin1(id)), id);
  }

 private:
  [[nodiscard]] QDialog* dialog() const { return window_->findChild<QDialog*>(QStringLiteral("keys")); }
  [[nodiscard]] KeyEdit* edit() const { return dialog()->findChild<KeyEdit*>(); }
  [[nodiscard]] QPushButton* button(const char* text) const {
    for (QPushButton* one : dialog()->findChildren<QPushButton*>())
      if (one->text() == QLatin1String(text)) return one;
    return nullptr;
  }
  static QString noteIn(const QDialog* dialog) {
    for (const QLabel* label : dialog->findChildren<QLabel*>())
      if (label->property("role") == QStringLiteral("dim")) return label->text();
    return {};
  }
  [[nodiscard]] std::vector<QTreeWidgetItem*> rowsOf() const {
    std::vector<QTreeWidgetItem*> rows;
    const auto* tree = dialog()->findChild<QTreeWidget*>();
    for (int g = 0; g < tree->topLevelItemCount(); ++g)
      for (int i = 0; i < tree->topLevelItem(g)->childCount(); ++i) rows.push_back(tree->topLevelItem(g)->child(i));
    return rows;
  }
  /// Presses every plain key of `layer` with Shift and with Alt.
  void expectOthersUnheard(const QString& layer) {
    const std::vector<KeyCommand> all = allKeyCommands(window_->keys().map());
    const auto listed = [&](const QString& id) {
      return std::any_of(all.begin(), all.end(), [&](const KeyCommand& one) { return one.id == id; });
    };
    for (const KeyCommand& one : all) {
      if (!one.id.startsWith(layer) || one.standard[0].keyboardModifiers() != Qt::NoModifier) continue;
      for (const Qt::KeyboardModifier modifier : {Qt::ShiftModifier, Qt::AltModifier}) {
        const Qt::Key key = one.standard[0].key();
        const KeyCommand other = keyCommand(layer, QKeySequence(plainKeys(key, modifier)));
        if (listed(other.id)) continue;
        QKeyEvent pressed(QEvent::KeyPress, key, modifier);
        QApplication::sendEvent(window_.get(), &pressed);
        QVERIFY2(!pressed.isAccepted(), qPrintable(other.id));
      }
    }
  }
  /// What was chosen before holds.
  void openWorld(const char* world) {
    window_.reset();
    StudioOptions options;
    options.env = world;
    window_ = openStudio(options);
    QVERIFY(waitForDecision(*window_));
  }
  /// Opens the dialog, where it is not open yet, and chooses a command by what it does.
  void chooseRow(const char* text) {
    if (!dialog() || !dialog()->isVisible()) choose(*window_, "Change keys");
    QVERIFY(dialog() && dialog()->isVisible());
    for (QTreeWidgetItem* row : rowsOf()) {
      if (row->text(0) != QLatin1String(text)) continue;
      dialog()->findChild<QTreeWidget*>()->setCurrentItem(row);
      edit()->setFocus();
      return;
    }
    QFAIL(text);
  }
};

SPOLAB_GUI_MAIN(TestStudioOwnKeys)
#include "tst_studio_own_keys.moc"

// Every text of the window's parts can be shown in another language: under a translator that marks what it is asked
// for, no words of widgets, menus and lists are left without a mark. What panels draw themselves is asked for too.
#include <map>
#include <mutex>
#include <set>

#include <QAbstractButton>
#include <QComboBox>
#include <QDialog>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QSet>
#include <QTabBar>
#include <QTableView>
#include <QTimer>
#include <QTranslator>

#include "app/studio/setting_row.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "envs/registry.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

/// Puts every text in brackets and remembers what was asked.
class Marker : public QTranslator {
 public:
  [[nodiscard]] bool isEmpty() const override { return false; }
  [[nodiscard]] QString translate(const char* context, const char* text, const char*, int) const override {
    const std::lock_guard lock(mutex_);
    asked_[context].insert(text);
    return QStringLiteral("⟦") + QString::fromUtf8(text) + QStringLiteral("⟧");
  }
  [[nodiscard]] std::size_t asked(const char* context) const {
    const std::lock_guard lock(mutex_);
    const auto found = asked_.find(context);
    return found == asked_.end() ? 0 : found->second.size();
  }

 private:
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::set<std::string>> asked_;
};

/// What is the same in every language: signs, numbers, notation, names of files, presets, methods and actions.
bool needsNoWords(const QString& text) {
  static const QRegularExpression words(QStringLiteral("\\p{L}{3,}"));
  static const std::set<QString> kNames{"SPO Lab", "laptop", "paper", "SPO", "AlphaZero", "GitHub", "LURD", "XSB"};
  if (!words.match(text).hasMatch() || kNames.count(text) > 0) return true;
  static const QRegularExpression same(
      QStringLiteral("\\.(safetensors|xsb)$|^laptop-|^/|OpenGL \\d|^\\w  Shift\\+\\w$"));
  return same.match(text).hasMatch();
}

/// The texts of a widget that people read, each with where it stands.
std::vector<std::pair<QString, QString>> textsOf(const QWidget& widget) {
  std::vector<std::pair<QString, QString>> texts{{QStringLiteral("tooltip"), widget.toolTip()},
                                                 {QStringLiteral("name"), widget.accessibleName()},
                                                 {QStringLiteral("description"), widget.accessibleDescription()}};
  if (widget.isWindow()) texts.emplace_back(QStringLiteral("title"), widget.windowTitle());
  if (const auto* label = qobject_cast<const QLabel*>(&widget))
    texts.emplace_back(QStringLiteral("text"), label->text());
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
    texts.emplace_back(QStringLiteral("text"), button->text());
  if (const auto* box = qobject_cast<const QGroupBox*>(&widget))
    texts.emplace_back(QStringLiteral("title"), box->title());
  if (const auto* line = qobject_cast<const QLineEdit*>(&widget))
    texts.emplace_back(QStringLiteral("hint"), line->placeholderText());
  if (const auto* tabs = qobject_cast<const QTabBar*>(&widget))
    for (int i = 0; i < tabs->count(); ++i) texts.emplace_back(QStringLiteral("tab"), tabs->tabText(i));
  // Values of settings are those of their files.
  const auto* list = qobject_cast<const QComboBox*>(&widget);
  if (list != nullptr && qobject_cast<const SettingRow*>(list->parentWidget()) == nullptr) {
    for (int i = 0; i < list->count(); ++i) {
      texts.emplace_back(QStringLiteral("item"), list->itemText(i));
      texts.emplace_back(QStringLiteral("item's tooltip"), list->itemData(i, Qt::ToolTipRole).toString());
    }
  }
  if (const auto* view = qobject_cast<const QTableView*>(&widget); view != nullptr && view->model() != nullptr)
    for (int i = 0; i < view->model()->columnCount(); ++i)
      texts.emplace_back(QStringLiteral("heading"), view->model()->headerData(i, Qt::Horizontal).toString());
  for (const QAction* action : widget.actions()) {
    texts.emplace_back(QStringLiteral("action"), action->text());
    texts.emplace_back(QStringLiteral("action's tooltip"), action->toolTip());
  }
  return texts;
}

}  // namespace

class TestStudioTexts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QCoreApplication::installTranslator(&marker_); }
  void init() { unmarked_.clear(); }
  void cleanupTestCase() { QCoreApplication::removeTranslator(&marker_); }

  void everyWorldInEveryMode_data() {
    QTest::addColumn<QString>("world");
    for (const char* world : {"rubiks-cube", "sokoban", "snake", "half-cheetah"}) QTest::newRow(world) << world;
  }
  void everyWorldInEveryMode() {
    QFETCH(QString, world);
    StudioOptions options;
    options.env = world.toStdString();
    const auto window = openStudio(options);
    QVERIFY(waitForDecision(*window));
    for (const Mode mode : {Mode::kWatch, Mode::kPlay, Mode::kRace, Mode::kCompare, Mode::kLearn}) {
      window->sidePanel().setMode(mode);
      QTest::qWait(300);
      collect();
    }
    QVERIFY2(unmarked_.isEmpty(), qPrintable(unmarked_.values().join(QLatin1Char('\n'))));
    QVERIFY(marker_.asked("panels") > 12);
    QVERIFY(marker_.asked("captions") > 2);
    QVERIFY(marker_.asked("settings") > 40);
  }

  void windowsAndDialogs() {
    const auto window = openStudio();
    QVERIFY(waitForDecision(*window));
    for (const char* entry : {"⟦Runs⟧", "⟦Keys and mouse⟧", "⟦Check my machine⟧", "⟦About SPO Lab⟧", "⟦Guide⟧",
                              "⟦Export episode⟧", "⟦Take the tour⟧"}) {
      QAction* action = menuEntry(*window, QString::fromUtf8(entry));
      QVERIFY2(action != nullptr, entry);
      bool appeared = false;
      QTimer::singleShot(500, this, [&] {
        collect();
        for (QWidget* top : QApplication::topLevelWidgets()) {
          if (top == window.get() || !top->isVisible()) continue;
          appeared = true;
          if (auto* dialog = qobject_cast<QDialog*>(top)) dialog->reject();
        }
      });
      action->trigger();
      QTest::qWait(700);
      QVERIFY2(appeared, entry);
    }
    QVERIFY2(unmarked_.isEmpty(), qPrintable(unmarked_.values().join(QLatin1Char('\n'))));
  }

 private:
  void collect() {
    for (const QWidget* widget : QApplication::allWidgets()) {
      for (const auto& [place, text] : textsOf(*widget)) {
        static const QRegularExpression marks(QStringLiteral("⟦[^⟦⟧]*⟧")), tags(QStringLiteral("<[^>]*>"));
        static const QRegularExpression halves(QStringLiteral("⟦[^⟦⟧]*$|[^⟦⟧]*⟧"));  // what two keys have in common
        static const QRegularExpression keys(
            QStringLiteral("[a-z_]+\\.[a-z_]+|(Ctrl|Shift|Alt)\\+[\\w+]+"));  // settings, shortcuts
        QString rest = text;
        while (rest.contains(marks)) rest.remove(marks);  // one may stand inside another
        if (needsNoWords(rest.remove(halves).remove(tags).remove(keys).trimmed())) continue;
        unmarked_.insert(
            QStringLiteral("%1 %2, %3: %4").arg(widget->metaObject()->className(), widget->objectName(), place, text));
      }
    }
  }

  Marker marker_;
  QSet<QString> unmarked_;
};

SPOLAB_GUI_MAIN(TestStudioTexts)
#include "tst_studio_texts.moc"

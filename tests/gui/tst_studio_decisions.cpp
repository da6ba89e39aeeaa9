#include <QFile>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>

#include "app/studio/compare/compare_controller.h"
#include "app/studio/decision_files.h"
#include "app/studio/error_dialog.h"
#include "app/studio/settings_form.h"
#include "app/studio/side_panel.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::test;
using Contenders = std::vector<ContenderResult>;

/// A decision on screen goes into a file and comes back as it was; what the modes show goes into tables.
class TestStudioDecisions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  void aDroppedDecisionIsOnScreenAgain() {
    const SearchTrace trace = save("one.decision.json");
    choose(*window_, "Next episode");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.empty(); }, 10000));
    dropOn(*window_, path("one.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return view()->thought && view()->thought->before == trace.rootState; }, 30000));
    QVERIFY(view()->thought->trace.weights == trace.weights);
    QVERIFY(view()->thought->trace.state == trace.state);
    QVERIFY(window_->watch().paused());
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
    // Compare holds this very search, with its random numbers.
    window_->sidePanel().setMode(Mode::kCompare);
    const auto held = [&] {
      return window_->compare().result() ? window_->compare().result()->contenders : Contenders();
    };
    QVERIFY(QTest::qWaitFor([&] { return !held().empty() && held().front().trace && !held().front().stale; }, 30000));
    QVERIFY(held().front().trace->weights == trace.weights);
    QVERIFY(held().front().trace->state == trace.state);
    window_->sidePanel().setMode(Mode::kWatch);
  }

  /// The form shows what it was decided with, and turning one knob changes that one alone.
  void aDecisionBringsItsSettings() {
    SettingsForm& form = *window_->sidePanel().watchForm();
    window_->watch().setPaused(true);
    form.enter("planner.particles", QStringLiteral("5"));
    window_->watch().stepForward();
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.back()->trace.particles == 5; }, 20000));
    const SearchTrace trace = save("settings.decision.json");
    form.resetAll();
    choose(*window_, "Next episode");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.empty(); }, 10000));
    dropOn(window_->stage(), path("settings.decision.json").toStdString());
    const auto thinks = [&](int particles, int depths) {
      const auto seen = view();
      return seen->thought && seen->thought->before == trace.rootState && seen->thought->trace.particles == particles &&
             seen->thought->trace.depths == depths;
    };
    QVERIFY(QTest::qWaitFor([&] { return thinks(5, trace.depths); }, 30000));
    QCOMPARE(form.changes(), std::vector<std::string>{"planner.particles=5"});
    form.enter("planner.horizon", QStringLiteral("2"));
    window_->watch().stepForward();
    QVERIFY(QTest::qWaitFor([&] { return !view()->frames.empty(); }, 20000));
    QCOMPARE(view()->frames.back()->trace.particles, 5);
    QCOMPARE(view()->frames.back()->trace.depths, 2);
  }

  /// Of parameters that did not come with the program a copy lies beside the decision.
  void theAgentStaysBesideItsDecision() {
    const std::filesystem::path own = path("own.safetensors").toStdString();
    engine().freshAgent(tinyConfig())->save(own);
    window_->openAgent(own);
    const std::string hash = engine().loadAgent(own)->hash();
    const auto plays = [&] { return view()->decider && view()->decider->agent->hash() == hash; };
    QVERIFY(QTest::qWaitFor(
        [&] { return plays() && !view()->frames.empty() && view()->frames.back()->decider->agent->hash() == hash; },
        30000));
    const SearchTrace trace = save("own.decision.json");
    QVERIFY(QFile::exists(path("own.agent.safetensors")));
    std::filesystem::remove(own);
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    QVERIFY(!plays());
    dropOn(*window_, path("own.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return view()->thought && view()->thought->before == trace.rootState; }, 30000));
    QVERIFY(plays());
    QVERIFY(view()->thought->trace.weights == trace.weights);
    // The shipped agent is found without a copy.
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    save("shipped.decision.json");
    QVERIFY(!QFile::exists(path("shipped.agent.safetensors")));
  }

  void aChangedDecisionIsNamed() {
    save("changed.decision.json");
    QFile file(path("changed.decision.json"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray text = file.readAll();
    const qsizetype mark = text.indexOf("the weights of depth 1") + qsizetype(sizeof("the weights of depth 1"));
    const qsizetype digit = text.indexOf("\"", text.indexOf(",", mark)) + 1;
    text[digit] = text[digit] == '0' ? '1' : '0';
    file.seek(0);
    file.write(text);
    file.close();
    dropOn(window_->stage(), path("changed.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 30000));
    QVERIFY2(window_->errors().message().contains("DIVERGED: the weights of depth 1"),
             qPrintable(window_->errors().message()));
  }

  void nonsenseIsRefusedAndTheEpisodeGoesOn() {
    QFile file(path("bad.decision.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no decision");
    file.close();
    dropOn(*window_, path("bad.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 30000));
    const auto before = view();
    QVERIFY(QTest::qWaitFor([&] { return view() != before; }, 20000));
  }

  /// A name without an ending gets one, and what then has that name is not overwritten unasked.
  void nothingIsOverwrittenUnasked() {
    const auto write = [&](QMessageBox::StandardButton said) {
      QFile old(path("taken.csv"));
      if (!old.open(QIODevice::WriteOnly) || old.write("mine") != 4) qFatal("cannot write");
      old.close();
      int asked = 0;
      QTimer person;
      connect(&person, &QTimer::timeout, &person, [&] {
        if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
          ++asked;
          box->button(said)->click();
        } else if (auto* again = qobject_cast<QFileDialog*>(QApplication::activeModalWidget()); again && asked > 0) {
          again->reject();
        }
      });
      person.start(20);
      if (!chooseAndSave(*window_, "Save episode as CSV", path("taken"))) qFatal("no dialog");
      return asked;
    };
    QCOMPARE(write(QMessageBox::No), 1);
    QCOMPARE(lines("taken.csv").front(), QStringLiteral("mine"));
    QCOMPARE(write(QMessageBox::Yes), 1);
    QVERIFY(lines("taken.csv").front().startsWith(QStringLiteral("episode,step")));
    QVERIFY(!QFile::exists(path("taken")));
  }

  /// The entry of the File menu follows the mode; the episode has one of its own.
  void tablesHoldWhatTheModeShows() {
    window_->watch().setPaused(true);
    QVERIFY(chooseAndSave(*window_, "Save search as table", path("search.csv")));
    const QStringList search = lines("search.csv");
    QVERIFY2(search.front().startsWith("depth,particle,"), qPrintable(search.front()));
    QVERIFY(search.size() > 2);
    QVERIFY(chooseAndSave(*window_, "Save episode as CSV", path("episode.csv")));
    const QStringList steps = lines("episode.csv");
    QVERIFY2(steps.front().startsWith("episode,step,by,action,reward,"), qPrintable(steps.front()));
    QVERIFY(steps.size() >= 2);
    QVERIFY2(steps.at(1).contains(",1,agent,"), qPrintable(steps.at(1)));
    window_->sidePanel().setMode(Mode::kCompare);
    const auto searched = [&] {
      const auto result = window_->compare().result();
      return result && !result->contenders.empty() && result->contenders.front().trace &&
             !result->contenders.front().stale;
    };
    QVERIFY(QTest::qWaitFor(searched, 30000));
    QVERIFY(menuEntry(*window_, "Save search as table") == nullptr);
    QVERIFY(chooseAndSave(*window_, "Save comparison as table", path("comparison.csv")));
    QVERIFY2(lines("comparison.csv").front().startsWith("world,seed,episode,step,contender,"),
             qPrintable(lines("comparison.csv").front()));
    QVERIFY(lines("comparison.csv").size() > 18);  // a line per action of the cube
    // Nobody has raced: nothing is asked, nothing written.
    window_->sidePanel().setMode(Mode::kRace);
    QVERIFY(menuEntry(*window_, "Save races as table") != nullptr);
    QVERIFY(!chooseAndSave(*window_, "Save races as table", path("races.csv")));
    QVERIFY(!QFile::exists(path("races.csv")));
    window_->sidePanel().setMode(Mode::kWatch);
    QVERIFY(menuEntry(*window_, "Save search as table") != nullptr);
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

 private:
  [[nodiscard]] QStringList lines(const char* name) const {
    return QString::fromStdString(readFile(path(name).toStdString())).trimmed().split('\n');
  }
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }
  [[nodiscard]] QString path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }
  /// Saves the newest decision; its search.
  SearchTrace save(const char* name) {
    window_->watch().setPaused(true);
    const auto seen = view();
    const PlayerFrame& frame = *seen->frames.back();
    window_->decisions().save(*seen, frame, path(name).toStdString());
    if (!QTest::qWaitFor([&] { return QFile::exists(path(name)); }, 20000))
      QTest::qFail("not saved", __FILE__, __LINE__);
    return frame.trace;
  }

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioDecisions)
#include "tst_studio_decisions.moc"

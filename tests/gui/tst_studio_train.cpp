#include <cmath>
#include <filesystem>

#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>

#include "app/studio/curve_chart.h"
#include "app/studio/curves_panel.h"
#include "app/studio/error_dialog.h"
#include "app/studio/setting_row.h"
#include "app/studio/settings_form.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "core/config/run_config.h"
#include "gui_test.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::test;

/// Training from the window: one click, live curves, and any order and speed of pressing.
class TestStudioTrain : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    window_->setAsk([this](const Question& question) {
      asked_ << question.text;
      return answer_;
    });
    asked_.clear();
    answer_ = true;
    window_->sidePanel().learnForm()->setConfig(tinyConfig());
  }
  void cleanup() { window_.reset(); }

  void clickTrainAndEverythingMoves() {
    click(window_->topBar().trainButton());
    QVERIFY(reaches(SessionState::kRunning));
    QCOMPARE(window_->sidePanel().mode(), Mode::kLearn);
    QVERIFY(!window_->topBar().trainButton()->isEnabled());
    QVERIFY(QTest::qWaitFor([&] { return window_->curves().rows() >= 4; }, 30000));
    QVERIFY(session().status().iteration >= 4);
    int drawn = 0;
    for (const CurveChart* chart : window_->curves().charts()) drawn += chart->points() > 0 ? 1 : 0;
    QVERIFY2(drawn >= 6, qPrintable(QString::number(drawn)));
    const QImage picture = screenOf(*window_);
    QVERIFY(QTest::qWaitFor([&] { return screenOf(*window_) != picture; }, 10000));
    const auto iteration = session().status().iteration;
    QVERIFY(QTest::qWaitFor([&] { return session().status().iteration > iteration; }, 10000));
    // The viewed episode takes up the new parameters and says so.
    QVERIFY(QTest::qWaitFor(
        [&] {
          return QString::fromStdString(window_->watch().view()->parameters).contains(QStringLiteral("iteration"));
        },
        10000));
    // While it learns on, the decision on screen shows what newer parameters think of it.
    const auto updated = [&] { return window_->watch().view()->updatedPolicy; };
    QVERIFY(QTest::qWaitFor([&] { return updated().size() == 18; }, 20000));
    const std::vector<float> policy = updated();
    float sum = 0.0f;
    for (const float p : policy) sum += p;
    QVERIFY(policy.empty() || std::abs(sum - 1.0f) < 1e-4f);
    // An earlier step that is looked at has one of its own.
    window_->watch().lookAt(0);
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->updatedAt == 0 && updated().size() == 18; }, 10000));
    const auto looked = window_->watch().view();
    QVERIFY(!updatedPolicyOf(looked.get(), looked->frames[0].get()).empty());
    window_->watch().lookAt(-1);
    QVERIFY(QTest::qWaitFor(
        [&] { return window_->watch().view()->updatedAt + 1 == int(window_->watch().view()->frames.size()); }, 10000));
    click(window_->topBar().stopButton());
    QVERIFY(reaches(SessionState::kIdle));
    QVERIFY(std::filesystem::exists(session().status().folder / "latest.safetensors") ||
            std::filesystem::exists(session().status().folder / "agent.safetensors"));
    QVERIFY(window_->learn().canResume());
    window_->learn().resume();
    QVERIFY(QTest::qWaitFor([&] { return session().status().iteration > iteration + 1; }, 30000));
    stop();
  }

  void anAgentOpenedMeanwhileStays() {
    QVERIFY(waitForDecision(*window_));
    const std::string shipped = window_->watch().view()->parameters;
    click(window_->topBar().trainButton());
    window_->openAgent(shippedAgent("rubiks-cube"));
    QVERIFY(window_->transport().pinned());
    QVERIFY(QTest::qWaitFor([&] { return session().status().iteration >= 4; }, 30000));
    QTest::qWait(300);
    QCOMPARE(window_->watch().view()->parameters, shipped);
    window_->transport().setPinned(false);
    window_->watch().next();
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->parameters != shipped; }, 30000));
    stop();
  }

  void pauseHoldsTheIteration() {
    click(window_->topBar().trainButton());
    QVERIFY(QTest::qWaitFor([&] { return session().status().iteration >= 2; }, 30000));
    click(window_->topBar().pauseButton());
    QCOMPARE(session().state(), SessionState::kPaused);
    QTest::qWait(500);
    const auto iteration = session().status().iteration;
    QTest::qWait(700);
    QCOMPARE(session().status().iteration, iteration);
    click(window_->topBar().pauseButton());
    QCOMPARE(session().state(), SessionState::kRunning);
    QVERIFY(QTest::qWaitFor([&] { return session().status().iteration > iteration; }, 10000));
    stop();
  }

  void startThenImmediatelyPause() {
    click(window_->topBar().trainButton());
    click(window_->topBar().pauseButton());
    QVERIFY(reaches(SessionState::kPaused));
    click(window_->topBar().pauseButton());
    QVERIFY(reaches(SessionState::kRunning));
    stop();
  }

  void startThenImmediatelyStop() {
    click(window_->topBar().trainButton());
    click(window_->topBar().stopButton());
    QVERIFY(reaches(SessionState::kIdle));
  }

  void pauseThenStop() {
    click(window_->topBar().trainButton());
    QVERIFY(reaches(SessionState::kRunning));
    click(window_->topBar().pauseButton());
    click(window_->topBar().stopButton());
    QVERIFY(reaches(SessionState::kIdle));
  }

  void anyOrderAndSpeedOfPressing() {
    Rng rng(11, Stream::kTest);
    QPushButton* buttons[] = {window_->topBar().trainButton(), window_->topBar().pauseButton(),
                              window_->topBar().stopButton()};
    for (int i = 0; i < 60; ++i) {
      click(buttons[rng.below(3)]);
      if (rng.below(3) == 0) QTest::qWait(static_cast<int>(rng.below(120)));
    }
    if (!session().active()) click(window_->topBar().trainButton());
    session().setPaused(false);
    stop();
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

  void startAgainClearsTheCurves() {
    click(window_->topBar().trainButton());
    QVERIFY(QTest::qWaitFor([&] { return window_->curves().rows() >= 2; }, 30000));
    stop();
    click(window_->topBar().trainButton());
    QVERIFY(window_->curves().rows() <= 1);
    stop();
  }

  void settingsThatContradictAreRefusedInWords() {
    SettingsForm* form = window_->sidePanel().learnForm();
    Q_EMIT form->row("planner.particles")->requested("planner.particles", QStringLiteral("1"));
    click(window_->topBar().trainButton());
    QVERIFY(window_->errors().isVisible());
    QVERIFY(window_->errors().message().contains(QStringLiteral("epsilon_eta")));
    QCOMPARE(session().state(), SessionState::kIdle);
    window_->errors().hide();
    form->resetAll();
    QVERIFY(form->changes().empty());
    click(window_->topBar().trainButton());
    QVERIFY(reaches(SessionState::kRunning));
    stop();
  }

  void closingAsksAndKeepsTrainingWhenToldSo() {
    click(window_->topBar().trainButton());
    QVERIFY(QTest::qWaitFor([&] { return window_->curves().rows() >= 2; }, 30000));
    answer_ = false;
    QVERIFY(!window_->close());
    QCOMPARE(asked_.size(), 1);
    QVERIFY(window_->isVisible());
    QCOMPARE(session().state(), SessionState::kRunning);
    answer_ = true;
    window_->close();
    QVERIFY(QTest::qWaitFor([&] { return !window_->isVisible(); }, 10000));
    QCOMPARE(session().state(), SessionState::kIdle);
    everythingIsSaved();
  }

  void anotherWorldAsksFirst() {
    click(window_->topBar().trainButton());
    QVERIFY(QTest::qWaitFor([&] { return window_->curves().rows() >= 2; }, 30000));
    QComboBox* worlds = window_->topBar().worldBox();
    const int before = worlds->currentIndex(), other = worlds->findData(QStringLiteral("snake"));
    QVERIFY(worlds->isEnabled() && other >= 0 && other != before);
    const auto chooseOther = [&] {
      worlds->setCurrentIndex(other);
      Q_EMIT worlds->activated(other);
    };
    answer_ = false;
    chooseOther();
    QCOMPARE(asked_.size(), 1);
    QCOMPARE(worlds->currentIndex(), before);
    QCOMPARE(session().state(), SessionState::kRunning);
    answer_ = true;
    chooseOther();
    QVERIFY(reaches(SessionState::kIdle));
    QTRY_COMPARE(window_->watch().view()->env->spec().id, std::string("snake"));
    QCOMPARE(worlds->currentIndex(), other);
    everythingIsSaved();
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

  void stopThenClose() {
    click(window_->topBar().trainButton());
    QVERIFY(reaches(SessionState::kRunning));
    click(window_->topBar().stopButton());
    window_->close();
    QVERIFY(QTest::qWaitFor([&] { return !window_->isVisible(); }, 10000));
    QVERIFY(asked_.isEmpty());
  }

  void destroyedWhileStartingAndWhileRunning() {
    click(window_->topBar().trainButton());
    window_.reset();
    window_ = openStudio();
    window_->sidePanel().learnForm()->setConfig(tinyConfig());
    click(window_->topBar().trainButton());
    QVERIFY(reaches(SessionState::kRunning));
    window_.reset();
  }

 private:
  static void click(QPushButton* button) { QTest::mouseClick(button, Qt::LeftButton); }
  Session& session() { return window_->learn().session(); }
  bool reaches(SessionState state) {
    return QTest::qWaitFor([&] { return session().state() == state; }, 30000);
  }
  /// The newest checkpoint is that of the last iteration.
  void everythingIsSaved() {
    const std::filesystem::path folder = session().status().folder;
    QVERIFY(lastIteration(folder) > 0);
    QCOMPARE(checkpointIteration(folder), lastIteration(folder));
  }
  void stop() {
    session().stop();
    QVERIFY(reaches(SessionState::kIdle));
  }

  std::unique_ptr<MainWindow> window_;
  QStringList asked_;
  bool answer_ = true;
};

SPOLAB_GUI_MAIN(TestStudioTrain)
#include "tst_studio_train.moc"

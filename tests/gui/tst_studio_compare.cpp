#include <numeric>

#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include "app/studio/compare/compare_controller.h"
#include "app/studio/compare/compare_panel.h"
#include "app/studio/compare/contender_row.h"
#include "app/studio/compare/freeze_page.h"
#include "app/studio/compare/shoot_out_page.h"
#include "app/studio/error_dialog.h"
#include "app/studio/number_box.h"
#include "app/studio/setting_row.h"
#include "app/studio/setting_slider.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

/// Compare as a person uses it: hold a decision, turn knobs, let contenders meet, go back.
class TestStudioCompare : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// With one image of each state: the exact q̂ over the shipped agent's 48 takes ten seconds each time.
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    askAbout(1);
  }
  void cleanup() { window_.reset(); }

  void holdsWhatWasLookedAt_data() {
    QTest::addColumn<int>("images");
    QTest::newRow("one image") << 1;
    QTest::newRow("three images") << 3;
  }
  void holdsWhatWasLookedAt() {
    QFETCH(int, images);
    askAbout(images);
    enter();
    QVERIFY(window_->watch().paused());
    const auto view = window_->watch().view();
    const int step = window_->stage().playhead().step();
    QVERIFY(step >= 0);
    QVERIFY(panel().heldText().contains(QString::number(step + 1)));
    // A is the very search that the episode made.
    const ContenderResult& a = compare().result()->contenders[0];
    const SearchTrace& made = view->frames[static_cast<std::size_t>(step)]->trace;
    QVERIFY(a.trace->qhat == made.qhat);
    QVERIFY(a.trace->prior == made.prior);
    QVERIFY(a.trace->state == made.state);
    QCOMPARE(window_->stage().playhead().at(window_->stage().now()).fraction, 0.0f);
  }

  /// Here with as many images as the shipped agent asks about.
  void holdsTheFirstDecisionAsSoonAsThereIsANetwork() {
    window_.reset();
    window_ = openStudio();
    window_->sidePanel().setMode(Mode::kCompare);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled(); }, 90000));
    const auto number = compare().result()->number;
    const std::size_t frames = window_->watch().view()->frames.size();
    QTest::qWait(2500);  // longer than a step
    QVERIFY(window_->watch().view()->frames.size() <= frames + 1);
    QVERIFY(compare().result()->number <= number + 1);
    leave();
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->frames.size() > frames + 1; }, 20000));
  }

  void aTurnedKnobShowsAnotherQhat() {
    window_->watch().setPaused(true);
    window_->watch().lookAt(0);
    enter();
    const QImage before = screenOf(*window_);
    const auto a = compare().result()->contenders[0].trace;
    QVERIFY(compare().result()->contenders[1].trace->qhat == a->qhat);
    turn("planner.particles", "2");
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && turned().trace->particles == 2; }, 20000));
    QVERIFY(compare().result()->contenders[0].trace == a);  // A stays, nothing is searched twice
    QCOMPARE(turned().budget, 2 * static_cast<std::int64_t>(a->depths));
    QVERIFY(QTest::qWaitFor([&] { return screenOf(*window_) != before; }, 5000));
    turn("planner.temperature", "50");
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && turned().trace->temperature == 50.0f; }, 20000));
  }

  void theSliderTurnsToo() {
    enter();
    auto* slider = panel().freeze()->form()->findChild<SettingSlider*>();  // the first: particles
    QVERIFY(slider);
    slider->setFocus();
    const std::string before = particles();
    for (int i = 0; i < 4; ++i) QTest::keyClick(slider, Qt::Key_Right);
    QVERIFY(particles() != before);
    QVERIFY(QTest::qWaitFor(
        [&] { return compare().settled() && std::to_string(turned().trace->particles) == particles(); }, 20000));
    // The way back.
    panel().freeze()->form()->resetAll();
    QCOMPARE(particles(), before);
  }

  void anotherSeedIsAnotherSearch() {
    enter();
    panel().freeze()->seed()->setValue(panel().freeze()->seed()->value() + 1);
    QVERIFY(QTest::qWaitFor(
        [&] { return compare().settled() && turned().trace->state != compare().result()->contenders[0].trace->state; },
        20000));
  }

  void whatIsRefusedChangesNothing() {
    enter();
    const auto asked = compare().result()->number;
    turn("planner.particles", "many");
    QTest::qWait(200);
    QCOMPARE(compare().result()->number, asked);
    QVERIFY(!window_->errors().isVisible());
  }

  void spreadComesWithItsMeans() {
    enter();
    QTest::mouseClick(checkBox(), Qt::LeftButton, {}, QPoint(8, checkBox()->height() / 2));
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && turned().spread != nullptr; }, 20000));
    QCOMPARE(turned().spread->searches, 20);
  }

  void theViewedEpisodeUsesB() {
    enter();
    QVERIFY(!panel().freeze()->use()->isEnabled());
    turn("planner.particles", "7");
    QVERIFY(panel().freeze()->use()->isEnabled());
    QTest::mouseClick(panel().freeze()->use(), Qt::LeftButton);
    QCOMPARE(window_->sidePanel().watchForm()->changes(),
             (std::vector<std::string>{std::string(kImages) + "=1", "planner.particles=7"}));
    leave();
    window_->watch().setPaused(false);
    QVERIFY(QTest::qWaitFor(
        [&] {
          const auto view = window_->watch().view();
          return !view->frames.empty() && view->frames.back()->trace.particles == 7;
        },
        20000));
  }

  // A tree in the place of the particles: B's settings are its own, its nodes stand in the same river, and the viewed
  // episode can go on with it and back again.
  void anotherMethodSearches() {
    enter();
    QComboBox* methods = panel().freeze()->methods();
    choose(methods, methods->findData("alphazero"));
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && turned().trace->isTree(); }, 20000));
    QVERIFY(!compare().result()->contenders[0].trace->isTree());
    QVERIFY(panel().freeze()->form()->row("planner.simulations"));
    QVERIFY(!panel().freeze()->form()->row("planner.particles"));
    turn("planner.simulations", "40");
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && turned().budget == 40; }, 20000));
    QVERIFY(turned().made <= 40);
    QTest::mouseClick(panel().freeze()->use(), Qt::LeftButton);
    leave();
    window_->watch().setPaused(false);
    QVERIFY(QTest::qWaitFor([&] { return lastTrace().isTree(); }, 20000));
    QCOMPARE(window_->sidePanel().watchMethod()->currentData().toString(), QString("alphazero"));
    QVERIFY(QTest::qWaitFor(
        [&] {
          return std::accumulate(lastTrace().visits.begin(), lastTrace().visits.begin() + lastTrace().countAt(0), 0) ==
                 40;
        },
        20000));
    const QImage tree = screenOf(*window_);
    choose(window_->sidePanel().watchMethod(), 0);
    QVERIFY(QTest::qWaitFor([&] { return !lastTrace().isTree(); }, 20000));
    QVERIFY(screenOf(*window_) != tree);
    QVERIFY(!window_->errors().isVisible());
  }

  // A contender may search by another method; with equal transitions its simulations are scaled.
  void aTreeInTheShootOut() {
    enter();
    QTest::mouseClick(panel().pageButton(ComparePage::kShootOut), Qt::LeftButton);
    QTest::mouseClick(shootOut().budgetButton(Budget::kTransitions), Qt::LeftButton);
    QComboBox* list = shootOut().row(1)->presets();
    choose(list, list->findText("AlphaZero"));
    const auto contender = [&] { return compare().result()->contenders[1]; };
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && contender().trace && contender().trace->isTree(); },
                            30000));
    for (const ContenderResult& other : compare().result()->contenders)
      if (other.searches) QCOMPARE(other.budget, contender().budget);
  }

  void leavingReturnsToWatch_data() {
    QTest::addColumn<bool>("paused");
    QTest::newRow("was playing") << false;
    QTest::newRow("was paused, looking back") << true;
  }
  void leavingReturnsToWatch() {
    QFETCH(bool, paused);
    window_->watch().setSpeed(kFastest - 4);
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->frames.size() >= 3; }, 20000));
    window_->watch().setSpeed(kNormalSpeed);
    if (paused) window_->watch().lookAt(1);
    enter();
    QVERIFY(window_->watch().paused());
    leave();
    QCOMPARE(window_->watch().paused(), paused);
    QCOMPARE(window_->stage().playhead().live(), !paused);
    if (paused) QCOMPARE(window_->stage().playhead().step(), 1);
  }

  void playingLeavesCompare() {
    enter();
    QTest::keyClick(window_.get(), Qt::Key_Space);
    QVERIFY(QTest::qWaitFor([&] { return window_->sidePanel().mode() == Mode::kWatch; }, 5000));
    QVERIFY(!compare().active());
    QVERIFY(!window_->watch().paused());
  }

  void anotherStepIsHeldInstead() {
    window_->watch().setSpeed(kFastest - 4);
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->frames.size() >= 3; }, 20000));
    window_->watch().setPaused(true);
    window_->watch().lookAt(2);
    enter();
    const QString before = panel().heldText();
    QTest::keyClick(window_.get(), Qt::Key_Left);
    QVERIFY(QTest::qWaitFor([&] { return panel().heldText() != before && compare().settled(); }, 20000));
    QCOMPARE(compare().result()->held.step, 1u);
    QCOMPARE(window_->sidePanel().mode(), Mode::kCompare);
  }

  void contendersStandSideBySide() {
    enter();
    QTest::mouseClick(panel().pageButton(ComparePage::kShootOut), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && compare().result()->contenders.size() == 3; }, 20000));
    QTest::mouseClick(shootOut().add(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && compare().result()->contenders.size() == 4; }, 20000));
    QVERIFY(!shootOut().add()->isEnabled());
    // The last one becomes the policy alone, through its list.
    QComboBox* list = shootOut().row(3)->presets();
    list->setFocus();
    QTest::keyClick(list, Qt::Key_End);
    QTest::keyClick(list, Qt::Key_Return);
    Q_EMIT list->activated(list->currentIndex());
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && !compare().result()->contenders[3].searches; }, 20000));
    QTest::mouseClick(shootOut().row(0)->removeButton(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && compare().result()->contenders.size() == 3; }, 20000));
  }

  void budgetsAreSwitched() {
    enter();
    QTest::mouseClick(panel().pageButton(ComparePage::kShootOut), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled(); }, 20000));
    const auto spread = [&] {
      std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = 0;
      for (const ContenderResult& contender : compare().result()->contenders) {
        low = std::min(low, contender.budget);
        high = std::max(high, contender.budget);
      }
      return static_cast<double>(high) / static_cast<double>(low);
    };
    QVERIFY(spread() > 2.0);
    QTest::mouseClick(shootOut().budgetButton(Budget::kTransitions), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && spread() < 1.011; }, 20000));
    QTest::mouseClick(shootOut().budgetButton(Budget::kMilliseconds), Qt::LeftButton);
    QVERIFY(shootOut().milliseconds()->isEnabled());
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && compare().result()->budget == Budget::kMilliseconds; },
                            30000));
    QVERIFY(!compare().result()->note.empty());
  }

  /// E goes through the facts, of one decision turned and of contenders.
  void keysExplainFacts() {
    enter();
    explainsEach();
    QTest::mouseClick(panel().pageButton(ComparePage::kShootOut), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && compare().result()->contenders.size() == 3; }, 20000));
    explainsEach();
  }

  void bothThemesAndSmallWindows() {
    enter();
    for (const ComparePage page : {ComparePage::kFreeze, ComparePage::kShootOut}) {
      panel().setPage(page);
      window_->setDark(false);
      for (const QSize& size : {QSize(1000, 640), QSize(620, 440), QSize(1280, 800)}) {
        window_->resize(size);
        QTest::qWait(300);
        QVERIFY(!screenOf(*window_).isNull());
      }
      window_->setDark(true);
    }
    QVERIFY(!window_->errors().isVisible());
  }

  void everyControlHasANameAndHelp() {
    enter();
    for (const QToolButton* button : panel().findChildren<QToolButton*>()) {
      if (button->inherits("QLineEditIconButton")) continue;  // Qt's own, inside a line of text
      QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->text()));
      QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->text()));
    }
    for (const QPushButton* button : panel().findChildren<QPushButton*>()) QVERIFY(!button->text().isEmpty());
    for (const QComboBox* list : panel().findChildren<QComboBox*>()) QVERIFY(!list->accessibleName().isEmpty());
    for (const QSlider* slider : panel().findChildren<QSlider*>()) QVERIFY(!slider->accessibleName().isEmpty());
    for (const QSpinBox* box : panel().findChildren<QSpinBox*>()) {
      QVERIFY(!box->accessibleName().isEmpty());
      QVERIFY(!box->toolTip().isEmpty());
    }
  }

  /// Tells how long a person waits; asserts no time.
  void waitingTimes_data() {
    QTest::addColumn<int>("particles");
    QTest::addColumn<int>("horizon");
    QTest::newRow("16 × 4") << 17 << 4;
    QTest::newRow("1,024 × 8") << 1024 << 8;
  }
  void waitingTimes() {
    QFETCH(int, particles);
    QFETCH(int, horizon);
    window_->watch().setPaused(true);
    window_->watch().lookAt(0);
    enter();
    if (horizon != 4) turn("planner.horizon", QString::number(horizon));
    QVERIFY(QTest::qWaitFor([&] { return compare().settled() && turned().trace->depths == horizon; }, 30000));
    QElapsedTimer clock;
    clock.start();
    turn("planner.particles", QString::number(particles));
    QVERIFY(QTest::qWaitFor([&] { return turned().trace->particles == particles && !turned().stale; }, 30000));
    const double found = static_cast<double>(clock.nsecsElapsed()) * 1e-6;
    const qint64 frames = static_cast<qint64>(window_->stage().frames().pictures());
    QVERIFY(QTest::qWaitFor([&] { return static_cast<qint64>(window_->stage().frames().pictures()) > frames; }, 10000));
    qInfo("knob to result %.0f ms (asked to told %.0f ms), to picture %.0f ms, search %.1f ms", found,
          compare().latency(), static_cast<double>(clock.nsecsElapsed()) * 1e-6, turned().milliseconds);
  }

 private:
  static constexpr const char* kImages = "network.symmetries";

  /// Begins the episode again with so many symmetric images of a state.
  void askAbout(int images) {
    window_->sidePanel().watchForm()->enter(kImages, QString::number(images));
    const auto shown = [&] { return window_->stage().playhead().at(window_->stage().now()).frame; };
    const auto before = shown();
    window_->watch().restart();
    const auto decided = [&] {
      const auto frame = shown();
      return frame && frame != before && frame->decider->config.network.symmetries == images;
    };
    QVERIFY(QTest::qWaitFor(decided, 30000));
  }
  void explainsEach() {
    StageWindow& stage = window_->stage();
    const auto press = [&](int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
      QTest::keyClick(&stage, static_cast<Qt::Key>(key), modifiers);
      return stage.picture();
    };
    const QImage plain = stage.picture();
    const QImage first = press(Qt::Key_E);
    QVERIFY(first != plain);
    const QImage second = press(Qt::Key_E);
    QVERIFY(second != first && second != plain);
    QVERIFY(press(Qt::Key_E, Qt::ShiftModifier) == first);
    QVERIFY(press(Qt::Key_E, Qt::ShiftModifier) == plain);
    QVERIFY(press(Qt::Key_E, Qt::ShiftModifier) != plain);  // the last
    QVERIFY(press(Qt::Key_Escape) == plain);
  }

  void enter() {
    window_->sidePanel().setMode(Mode::kCompare);
    QVERIFY(QTest::qWaitFor([&] { return compare().settled(); }, 30000));
  }
  void leave() {
    window_->sidePanel().setMode(Mode::kWatch);
    QTest::qWait(50);
  }
  /// Types a value into the box of a setting of B.
  void turn(const std::string& key, const QString& value) {
    auto* box = panel().freeze()->form()->row(key)->findChild<NumberBox*>();
    QVERIFY(box);
    auto* line = box->findChild<QLineEdit*>();
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, value);
    QTest::keyClick(line, Qt::Key_Return);
  }
  /// Chooses an entry of a list with the keyboard.
  static void choose(QComboBox* list, int entry) {
    QVERIFY(entry >= 0);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Home);
    for (int k = 0; k < entry; ++k) QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(list->currentIndex(), entry);
  }
  /// The newest search of the viewed episode.
  const SearchTrace& lastTrace() {
    static const SearchTrace kNone;
    const auto view = window_->watch().view();
    return view->frames.empty() ? kNone : view->frames.back()->trace;
  }
  std::string particles() { return std::to_string(panel().freeze()->form()->config().planner->futures()); }
  QCheckBox* checkBox() { return panel().freeze()->spread(); }
  ComparePanel& panel() { return *window_->sidePanel().comparePanel(); }
  ShootOutPage& shootOut() { return *panel().shootOut(); }
  CompareController& compare() { return window_->compare(); }
  const ContenderResult& turned() { return compare().result()->contenders[1]; }

  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioCompare)
#include "tst_studio_compare.moc"

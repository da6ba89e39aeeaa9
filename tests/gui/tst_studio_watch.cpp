#include <fstream>

#include <QAbstractButton>
#include <QSet>
#include <QSlider>
#include <QToolButton>

#include "app/studio/error_dialog.h"
#include "app/studio/setting_row.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "core/run/engine.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

int colours(const QImage& image) {
  QSet<QRgb> seen;
  for (int y = 0; y < image.height(); y += 3)
    for (int x = 0; x < image.width(); x += 3) seen.insert(image.pixel(x, y));
  return static_cast<int>(seen.size());
}

double brightness(const QImage& image) {
  double sum = 0.0;
  int count = 0;
  for (int y = 0; y < image.height(); y += 5)
    for (int x = 0; x < image.width(); x += 5, ++count) sum += qGray(image.pixel(x, y));
  return sum / count;
}

}  // namespace

/// The window as a person finds it: an agent plays, everything about its episode can be looked at.
class TestStudioWatch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  void opensWithThePlayingAgent() {
    QVERIFY(window_->watch().view()->ready);
    QCOMPARE(window_->watch().view()->decider->agent->hash(), engine().loadAgent(shippedAgent("rubiks-cube"))->hash());
    QVERIFY2(colours(screenOf(*window_)) > 50, "the GL view shows more than a background");
  }

  void framesMove() {
    const QImage first = screenOf(*window_);
    QVERIFY(QTest::qWaitFor([&] { return screenOf(*window_) != first; }, 10000));
    const auto step =
        window_->watch().view()->frames.size() + 100u * static_cast<unsigned>(window_->watch().view()->episode);
    QVERIFY(QTest::qWaitFor(
        [&] {
          const auto view = window_->watch().view();
          return view->frames.size() + 100u * static_cast<unsigned>(view->episode) > step;
        },
        10000));
  }

  void pauseHoldsAndStepMovesByOne() {
    window_->watch().setPaused(true);
    QTest::qWait(300);
    const std::size_t before = window_->watch().view()->frames.size();
    QTest::qWait(2500);
    QCOMPARE(window_->watch().view()->frames.size(), before);
    if (window_->watch().view()->finished) window_->watch().stepForward();
    QTest::qWait(100);
    const std::size_t there = window_->watch().view()->frames.size();
    window_->watch().stepForward();
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->frames.size() == there + 1; }, 5000));
  }

  void oneSearchDepthAtATime() {
    window_->watch().depth();
    QVERIFY(window_->watch().paused());
    QTest::qWait(300);
    const int depths = window_->watch().view()->frames.back()->trace.depths;
    QVERIFY(depths > 1);
    // The next decision arrives with its first depth shown; each further press shows one more.
    const auto shows = [&](int depth) {
      const Moment moment = window_->stage().playhead().at(window_->stage().now());
      return moment.depths == static_cast<float>(depth) && moment.fraction == 0.0f;
    };
    QVERIFY(QTest::qWaitFor([&] { return shows(1); }, 5000));
    for (int d = 2; d <= depths; ++d) {
      window_->watch().depth();
      QVERIFY(QTest::qWaitFor([&] { return shows(d); }, 5000));
    }
    window_->watch().depth();  // now the move itself
    QVERIFY(
        QTest::qWaitFor([&] { return window_->stage().playhead().at(window_->stage().now()).fraction == 1.0f; }, 2000));
  }

  void looksBackAndGoesOnFromThere() {
    window_->watch().setSpeed(kFastest - 4);
    QVERIFY(QTest::qWaitFor([&] { return window_->watch().view()->frames.size() >= 4; }, 20000));
    window_->watch().lookAt(1);
    QVERIFY(window_->watch().paused());
    QVERIFY(!window_->stage().playhead().live());
    QCOMPARE(window_->stage().playhead().step(), 1);
    const Moment moment = window_->stage().playhead().at(window_->stage().now());
    QCOMPARE(moment.depths, static_cast<float>(moment.frame->trace.depths));
    window_->watch().lookAt(-1);
    QVERIFY(window_->stage().playhead().live());
  }

  void plannerSettingsActOnTheNextDecision() {
    SettingsForm* form = window_->sidePanel().watchForm();
    QVERIFY(QTest::qWaitFor([&] { return form->row("planner.particles") != nullptr; }, 5000));
    Q_EMIT form->row("planner.particles")->requested("planner.particles", QStringLiteral("9"));
    QCOMPARE(form->changes(), std::vector<std::string>{"planner.particles=9"});
    const auto particles = [&] {
      const auto view = window_->watch().view();
      return view->frames.empty() ? 0 : view->frames.back()->trace.particles;
    };
    QTRY_COMPARE_WITH_TIMEOUT(particles(), 9, 10000);
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

  void refusesWhatIsOutOfRange() {
    SettingsForm* form = window_->sidePanel().watchForm();
    QVERIFY(QTest::qWaitFor([&] { return form->row("planner.particles") != nullptr; }, 5000));
    const std::int64_t before = form->config().planner->futures();
    Q_EMIT form->row("planner.particles")->requested("planner.particles", QStringLiteral("-3"));
    QVERIFY(form->changes().empty());
    Q_EMIT form->row("planner.particles")->requested("planner.particles", QStringLiteral("many"));
    QVERIFY(form->changes().empty());
    QCOMPARE(form->config().planner->futures(), before);
  }

  void badAgentFileIsASentenceAndThePlayGoesOn() {
    const QString file = QDir::temp().filePath(QStringLiteral("spolab-bad.safetensors"));
    std::ofstream(file.toStdString()) << "this is no agent";
    window_->openAgent(file.toStdString());
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 10000));
    QVERIFY(window_->errors().message().contains(QStringLiteral("spolab: error:")));
    window_->errors().hide();
    window_->watch().setPaused(false);
    const auto episode = window_->watch().view()->episode;
    const auto steps = window_->watch().view()->frames.size();
    QVERIFY(QTest::qWaitFor(
        [&] { return window_->watch().view()->episode != episode || window_->watch().view()->frames.size() > steps; },
        10000));
    QFile::remove(file);
  }

  void bothThemesAndSizes() {
    QTest::qWait(300);
    const double dark = brightness(screenOf(*window_));
    window_->setDark(false);
    QVERIFY(QTest::qWaitFor([&] { return brightness(screenOf(*window_)) > dark + 60.0; }, 5000));
    window_->setScale(1.5);
    window_->resize(640, 480);
    QTest::qWait(500);
    window_->setScale(1.0);
    window_->setDark(true);
    window_->resize(640, 480);
    QTest::qWait(500);
    QVERIFY(window_->width() <= 660);
    QVERIFY(colours(screenOf(*window_)) > 20);
    window_->resize(1280, 800);
    QTest::qWait(300);
  }

  void everyControlHasANameAndHelp() {
    for (const QToolButton* button : window_->transport().findChildren<QToolButton*>()) {
      QVERIFY(!button->accessibleName().isEmpty());
      QVERIFY(!button->toolTip().isEmpty());
    }
  }

  void anyKeysInAnyOrderAreSafe() {
    Rng rng(7, Stream::kTest);
    const std::vector<Qt::Key> keys{
        Qt::Key_Space, Qt::Key_Right, Qt::Key_Left,   Qt::Key_D, Qt::Key_R, Qt::Key_N, Qt::Key_Plus, Qt::Key_Minus,
        Qt::Key_End,   Qt::Key_B,     Qt::Key_PageUp, Qt::Key_E, Qt::Key_T, Qt::Key_V, Qt::Key_C,    Qt::Key_Period};
    for (int i = 0; i < 200; ++i) {
      QTest::keyClick(window_.get(), keys[rng.below(static_cast<std::uint32_t>(keys.size()))]);
      if (i % 7 == 0) QTest::qWait(20);
    }
    window_->watch().setPaused(false);
    window_->watch().setSpeed(kNormalSpeed + 4);
    const QImage before = screenOf(*window_);
    QVERIFY(QTest::qWaitFor([&] { return screenOf(*window_) != before; }, 10000));
    QVERIFY(!window_->errors().isVisible());
  }

  /// The same first state, asked about with other numbers of symmetric images.
  void imagesOfAStateAreAskedFromTheNextDecisionOn() {
    QVERIFY(waitForDecision(*window_));
    const auto firstDecision = [&](std::int64_t images) {
      window_->sidePanel().watchForm()->enter("network.symmetries", QString::number(images));
      window_->watch().restart();
      std::shared_ptr<const PlayerView> view;
      const bool there = QTest::qWaitFor(
          [&] {
            view = window_->watch().view();
            return !view->frames.empty() && view->frames.front()->decider->config.network.symmetries == images;
          },
          10000);
      return there ? view->frames.front()->trace : SearchTrace{};
    };
    const SearchTrace one = firstDecision(1);
    const SearchTrace all = firstDecision(48);
    QVERIFY(one.depths > 0);
    QVERIFY(one.rootState == all.rootState);
    QCOMPARE(one.prior.size(), all.prior.size());
    QVERIFY(one.prior != all.prior);
  }

 private:
  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioWatch)
#include "tst_studio_watch.moc"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStatusBar>

#include "app/studio/episode_strip.h"
#include "app/studio/error_dialog.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/play/play_panel.h"
#include "app/studio/tools/oracle.h"
#include "episode_window.h"

using namespace spolab;
using namespace spolab::test;

/// Ways through an episode: the transport's buttons, the strip, and going where something of the search leads.
class TestStudioWays : public QObject, EpisodeWindow {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QVERIFY(openPaused()); }
  void cleanup() { window_.reset(); }

  void theVerdictNamesTheFewest() {
    window_->watch().startFrom(QStringLiteral("R U F"));
    window_->watch().setPaused(false);
    QVERIFY(QTest::qWaitFor([&] { return view()->success; }, 30000));
    window_->watch().setPaused(true);  // the next episode waits until the search has answered
    const QString fewest =
        view()->frames.size() == 3 ? QStringLiteral("no fewer are possible") : QStringLiteral("the fewest are 3");
    QVERIFY(QTest::qWaitFor([&] { return window_->stage().verdictNote() == fewest; }, 10000));
    QCOMPARE(window_->stage().verdictNote(), fewest);
  }

  void pushesAreHeldAgainstWhatIsKnown() {
    QCOMPARE(Oracle::noteOnPushes(9, 9, true), QStringLiteral("9 pushes, no fewer are possible"));
    QCOMPARE(Oracle::noteOnPushes(11, 9, true), QStringLiteral("11 pushes, the fewest are 9"));
    QCOMPARE(Oracle::noteOnPushes(11, 9, false), QStringLiteral("11 pushes, at least 9 are needed"));
    QCOMPARE(Oracle::noteOnPushes(9, 9, false), QStringLiteral("9 pushes, no fewer are possible"));
  }

  void unlikelyFuturesAreLeftOutByTheMenu() {
    QCOMPARE(window_->stage().panelState().leastShare, 0.0f);
    choose(*window_, "Whose first action has less than 10 % of q̂");
    QCOMPARE(window_->stage().panelState().leastShare, 0.1f);
    choose(*window_, "Show all");
    QCOMPARE(window_->stage().panelState().leastShare, 0.0f);
  }

  void depthsAndPhases() {
    const std::size_t made = view()->frames.size();
    key(Qt::Key_D);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1 && depths() >= 1.0f; }, 10000));
    QVERIFY(settles());
    QCOMPARE(depths(), 1.0f);
    key(Qt::Key_D);
    QVERIFY(QTest::qWaitFor([&] { return depths() == 2.0f; }, 10000));
    key(Qt::Key_D, Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([&] { return depths() > 2.2f; }, 10000));
    QVERIFY(settles());
    QVERIFY(depths() < 2.25f);  // a phase rests just before its end
    key(Qt::Key_S);
    QCOMPARE(depths(), 2.0f);
    key(Qt::Key_S);
    QCOMPARE(depths(), 1.0f);
    // The wheel over the river does the same both ways, and ends where the search does.
    const PanelArea river = window_->stage().areas().river;
    const QPointF over(river.x + river.width / 2, river.y + river.height / 2);
    const auto turn = [&](int angle) {
      QWheelEvent wheel(over, window_->stage().mapToGlobal(over), {}, QPoint(0, angle), Qt::NoButton, Qt::NoModifier,
                        Qt::NoScrollPhase, false);
      QApplication::sendEvent(&window_->stage(), &wheel);
    };
    turn(120);
    QCOMPARE(depths(), 0.0f);
    turn(120);
    QCOMPARE(depths(), 0.0f);
    for (int i = 0; i < 10; ++i) turn(-120);
    QCOMPARE(depths(), static_cast<float>(view()->frames.back()->trace.depths));
    QCOMPARE(view()->frames.size(), made + 1);
  }

  /// What Shift+D does, by the mouse.
  void aPhaseByButtonAndMenu() {
    const std::size_t made = view()->frames.size();
    press("One search depth");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1 && depths() >= 1.0f; }, 10000));
    QVERIFY(settles());
    QCOMPARE(depths(), 1.0f);
    press("One phase of a search depth");
    QVERIFY(QTest::qWaitFor([&] { return depths() > 1.2f; }, 10000));
    QVERIFY(settles());
    QVERIFY(depths() < 1.25f);
    choose(*window_, "One phase of a search depth");
    QVERIFY(QTest::qWaitFor([&] { return depths() > 1.45f; }, 10000));
    QVERIFY(settles());
    QVERIFY(depths() < 1.5f);
    choose(*window_, "One search depth");
    QVERIFY(QTest::qWaitFor([&] { return depths() == 2.0f; }, 10000));
    QCOMPARE(view()->frames.size(), made + 1);
  }

  void buttonsOfTheEpisode() {
    const std::size_t made = view()->frames.size();
    press("One step");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1; }, 10000));
    press("One step back");
    QVERIFY(!head().live());
    press("Newest step");
    QVERIFY(head().live());
    press("Play or pause");
    QVERIFY(!window_->watch().paused());
    press("Play or pause");
    QVERIFY(window_->watch().paused());
  }

  void theStripIsClickedAndDragged() {
    while (view()->frames.size() < 4 && !view()->finished) {
      const std::size_t made = view()->frames.size();
      key(Qt::Key_Right);
      QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() > made; }, 10000));
    }
    auto* strip = window_->findChild<EpisodeStrip*>();
    const auto at = [&](double share) { return QPoint(qRound(share * strip->width()), strip->height() / 2); };
    QTest::mousePress(strip, Qt::LeftButton, {}, at(0.02));
    QCOMPARE(head().step(), 0);
    QTest::mouseMove(strip, at(0.6));
    QVERIFY(QTest::qWaitFor([&] { return head().step() > 0; }, 2000));
    QTest::mouseRelease(strip, Qt::LeftButton, {}, at(0.6));
    QVERIFY(!head().live());
  }

  /// Another step limit changes nothing of what is seen: the step looked at stays, and the camera.
  void aStepLimitLeavesTheStepLookedAt() {
    while (view()->frames.size() < 3) {
      const std::size_t made = view()->frames.size();
      key(Qt::Key_Right);
      QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() > made; }, 10000));
    }
    window_->watch().lookAt(1);
    window_->stage().orbitBy(120.0f, 10.0f);
    QVERIFY(settles());
    const float azimuth = window_->stage().camera().current().azimuth;
    const auto limit = [&] { return view()->env->spec().stepLimit; };
    const int other = limit() + 30;
    window_->watch().changeSetting("env.step_limit", QString::number(other));
    QVERIFY(QTest::qWaitFor([&] { return limit() == other; }, 10000));
    QVERIFY(settles());
    QVERIFY(!head().live());
    QCOMPARE(head().step(), 1);
    QCOMPARE(window_->stage().camera().current().azimuth, azimuth);
  }

  /// A bar is clicked: selected. Twice: the episode goes that way, and the way it had gone is kept.
  void aBarIsGoneTo() {
    key(Qt::Key_Left);
    QVERIFY(settles());
    const int step = head().step();
    const std::int32_t taken = discreteAction(view()->frames[static_cast<std::size_t>(step)]->action);
    const auto other = [&] {
      const int action = panels().hoveredAction;
      return action >= 0 && action != taken;
    };
    QVERIFY(find(window_->stage().areas().decision, other));
    const int action = panels().hoveredAction;
    QTest::mouseClick(&window_->stage(), Qt::LeftButton, {}, pointer_);
    QVERIFY(QTest::qWaitFor([&] { return panels().selectedAction == action; }, 5000));
    QTest::mouseDClick(&window_->stage(), Qt::LeftButton, {}, pointer_);
    QVERIFY(wentThatWay(step, action));
    QCOMPARE(view()->lines.size(), std::size_t{1});
    QVERIFY(!view()->frames[static_cast<std::size_t>(step)]->advised.empty());  // the search is there still
  }

  /// The same with a key, of what is selected.
  void theSelectionIsGoneTo() {
    key(Qt::Key_Left);
    QVERIFY(settles());
    const int step = head().step();
    const std::int32_t taken = discreteAction(view()->frames[static_cast<std::size_t>(step)]->action);
    QVERIFY(find(window_->stage().areas().decision,
                 [&] { return panels().hoveredAction >= 0 && panels().hoveredAction != taken; }));
    const int action = panels().hoveredAction;
    QTest::mouseClick(&window_->stage(), Qt::LeftButton, {}, pointer_);
    QVERIFY(QTest::qWaitFor([&] { return panels().selectedAction == action; }, 5000));
    key(Qt::Key_B);
    QVERIFY(wentThatWay(step, action));
  }

  /// A particle at a depth: all the steps on the way to it.
  void aParticleIsGoneTo() {
    key(Qt::Key_Left);
    QVERIFY(settles());
    const int step = head().step();
    QVERIFY(find(window_->stage().areas().river, [&] { return panels().hovered && panels().hovered->depth >= 1; }));
    const ParticleRef particle = *panels().hovered;
    const SearchTrace trace = view()->frames[static_cast<std::size_t>(step)]->trace;
    QTest::mouseDClick(&window_->stage(), Qt::LeftButton, {}, pointer_);
    const auto there = [&] {
      const auto frames = view()->frames;
      const auto last = static_cast<std::size_t>(step + particle.depth);
      return frames.size() > last && frames[last]->by == Actor::kPerson;
    };
    QVERIFY(QTest::qWaitFor(there, 10000));
    // The state it stands in is the one the search imagined.
    const std::size_t place = trace.at(particle.depth, particle.particle) * trace.stateBytes;
    const std::vector<std::byte> imagined(trace.state.begin() + static_cast<std::ptrdiff_t>(place),
                                          trace.state.begin() + static_cast<std::ptrdiff_t>(place + trace.stateBytes));
    QCOMPARE(view()->frames[static_cast<std::size_t>(step + particle.depth)]->after, imagined);
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

  /// In Play: back to a step, another move there, and what was played before is a line.
  void anotherTry() {
    window_->sidePanel().setMode(Mode::kPlay);
    for (int i = 0; i < 3; ++i) {
      const std::size_t made = view()->frames.size();
      window_->play().perform({2 * i});
      QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1; }, 10000));
    }
    const std::size_t lines = view()->lines.size();
    window_->watch().lookAt(static_cast<int>(view()->frames.size()) - 2);
    const std::size_t step = view()->frames.size() - 2;
    window_->play().perform({11});
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == step + 1; }, 10000));
    QCOMPARE(discreteAction(view()->frames.back()->action), 11);
    QCOMPARE(view()->lines.size(), lines + 1);
    QVERIFY(head().live());
  }

  /// How much of the past is kept is chosen in a menu and said at the bottom of the window.
  void memoryIsBoundedAndSaid() {
    choose(*window_, "128 MB");
    QVERIFY(QTest::qWaitFor([&] { return view()->historyMost == std::size_t{128} << 20; }, 5000));
    const auto said = [&](const QString& words) {
      for (const QLabel* label : window_->statusBar()->findChildren<QLabel*>())
        if (label->text().contains(words)) return true;
      return false;
    };
    QVERIFY(QTest::qWaitFor([&] { return said(QStringLiteral("of 128 MB")); }, 5000));
    choose(*window_, "512 MB");
    QVERIFY(QTest::qWaitFor([&] { return said(QStringLiteral("of 512 MB")); }, 5000));
  }

  /// A click on a button or a list leaves the keys to the world; the wheel over a list leaves the list alone.
  void clicksLeaveTheKeysAlone() {
    window_->setFocus();
    QComboBox* worlds = window_->topBar().worldBox();
    QVERIFY(worlds->count() > 1);
    const int chosen = worlds->currentIndex();
    const QPointF middle(worlds->width() / 2.0, worlds->height() / 2.0);
    QWheelEvent wheel(middle, worlds->mapToGlobal(middle), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(worlds, &wheel);
    QCOMPARE(worlds->currentIndex(), chosen);
    for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>())
      if (button->isVisible()) QVERIFY2((button->focusPolicy() & Qt::ClickFocus) == 0, qPrintable(button->text()));
  }

  /// What hides hands its keys to the window, and a letter over a closed list is the window's, too.
  void lettersDoNotChooseWorlds() {
    QComboBox* worlds = window_->topBar().worldBox();
    const int chosen = worlds->currentIndex();
    worlds->setFocus();
    for (const char letter : {'s', 'h', 'a', 'w'}) QTest::keyClick(worlds, letter);
    QCOMPARE(worlds->currentIndex(), chosen);
    for (const char* mode : {"Play", "Compare", "Watch"}) {
      choose(*window_, mode);
      QLineEdit field(&window_->sidePanel());
      field.show();
      field.setFocus();
      QCOMPARE(window_->focusWidget(), &field);
      field.hide();
      QVERIFY2(!window_->focusWidget() || window_->focusWidget() == window_.get(),
               window_->focusWidget() ? window_->focusWidget()->metaObject()->className() : "");
    }
    window_->setFocus();
  }

 private:
  /// Moves the pointer over an area until `found` says so.
  bool find(const PanelArea& area, const std::function<bool()>& found) {
    constexpr float kStep = 7.0f;
    for (float y = area.y + kStep; y < area.y + area.height; y += kStep) {
      for (float x = area.x + kStep; x < area.x + area.width; x += 3 * kStep) {
        pointer_ = QPoint(qRound(x), qRound(y));
        QTest::mouseMove(&window_->stage(), pointer_);
        QTest::qWait(30);
        if (found() && QTest::qWaitFor([&] { return window_->stage().still(); }, 2000) && found()) return true;
      }
    }
    return false;
  }
  bool wentThatWay(int step, int action) {
    return QTest::qWaitFor(
        [&] {
          const auto frames = view()->frames;
          const auto at = static_cast<std::size_t>(step);
          return frames.size() > at && frames[at]->by == Actor::kPerson && discreteAction(frames[at]->action) == action;
        },
        10000);
  }

  QPoint pointer_;
};

SPOLAB_GUI_MAIN(TestStudioWays)
#include "tst_studio_ways.moc"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStatusBar>
#include <QToolButton>

#include "app/studio/around/key_hints.h"
#include "app/studio/around/surroundings.h"
#include "app/studio/episode_strip.h"
#include "app/studio/error_dialog.h"
#include "app/studio/play/play_controller.h"
#include "app/studio/play/play_panel.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/transport_bar.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

/// Ways through an episode with mouse and keys alone: the transport's keys and buttons, the strip, and going where
/// something of the search leads.
class TestStudioWays : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    window_->setFocus();
    QTest::keyClick(window_.get(), Qt::Key_Space);
    QVERIFY(window_->watch().paused());
    QVERIFY(settles());
  }
  void cleanup() { window_.reset(); }

  void keysOfTheEpisode() {
    // → decides once more, ← looks back, End comes back to the newest.
    const std::size_t made = view()->frames.size();
    key(Qt::Key_Right);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() == made + 1; }, 10000));
    key(Qt::Key_Left);
    QVERIFY(!head().live());
    QCOMPARE(head().step(), static_cast<int>(made));
    key(Qt::Key_Left);
    QCOMPARE(head().step(), static_cast<int>(made) - 1);
    key(Qt::Key_Right);
    QCOMPARE(head().step(), static_cast<int>(made));
    key(Qt::Key_End);
    QVERIFY(head().live());
    QCOMPARE(view()->frames.size(), made + 1);
    // + and − change the speed by one position each.
    const int speed = transport().speed();
    key(Qt::Key_Plus);
    QCOMPARE(transport().speed(), speed + 1);
    key(Qt::Key_Minus);
    QCOMPARE(transport().speed(), speed);
    // R begins the same episode again, N another one, Space stops it.
    const std::vector<std::byte> start = view()->start;
    key(Qt::Key_R);
    key(Qt::Key_Space);
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.size() <= 1; }, 10000));
    QCOMPARE(view()->start, start);
    key(Qt::Key_N);
    QVERIFY(QTest::qWaitFor([&] { return view()->start != start; }, 10000));
    key(Qt::Key_Space);
    QVERIFY(window_->watch().paused());
  }

  /// D shows one depth of the next search, Shift+D one of its four phases.
  void keysChooseInTheSearch() {
    const PanelState& state = window_->stage().panelState();
    key(Qt::Key_BracketRight);
    const std::vector<float>& qhat = view()->frames.back()->trace.qhat;
    QCOMPARE(state.selectedAction, static_cast<int>(std::max_element(qhat.begin(), qhat.end()) - qhat.begin()));
    key(Qt::Key_Period);
    QVERIFY(state.selected && state.selectedAction < 0);
    const int depth = state.selected->depth;
    QCOMPARE(depth, view()->frames.back()->trace.depths - 1);
    const int heaviest = state.selected->particle;
    key(Qt::Key_Period);
    QVERIFY(state.selected && state.selected->particle != heaviest);
    key(Qt::Key_Comma);
    QCOMPARE(state.selected->particle, heaviest);
    const RiverColour colour = state.colour;
    for (int k = 0; k < 3; ++k) {
      key(Qt::Key_C);
      QCOMPARE(state.colour == colour, k == 2);
    }
    key(Qt::Key_Escape);
    QVERIFY(!state.selected && state.selectedAction < 0);
  }

  /// T sorts by the next column, numbers from the largest on; Shift+T turns the order. What is selected by keys comes
  /// into view.
  void keysSortTheTable() {
    const PanelState& state = panels();
    QCOMPARE(state.sort, TableColumn::kWeight);
    QVERIFY(state.sortDescending);
    for (const TableColumn column : {TableColumn::kAdvantage, TableColumn::kValue, TableColumn::kReward,
                                     TableColumn::kParticle, TableColumn::kAction, TableColumn::kWeight}) {
      key(Qt::Key_T);
      QVERIFY(!isEmpty(window_->stage().areas().table));
      QCOMPARE(state.sort, column);
      QCOMPARE(state.sortDescending, column >= TableColumn::kWeight);
    }
    QVERIFY(settles());
    QCOMPARE(state.tableScroll, 0.0f);
    key(Qt::Key_Comma);  // the lightest: the last row
    QVERIFY(settles());
    const float low = state.tableScroll;
    QVERIFY(low > 0.0f);
    key(Qt::Key_PageUp, Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([&] { return state.tableScroll < low; }, 2000));
    key(Qt::Key_PageDown, Qt::ShiftModifier);
    QVERIFY(settles());
    QCOMPARE(state.tableScroll, low);
    key(Qt::Key_T, Qt::ShiftModifier);
    QCOMPARE(state.sort, TableColumn::kWeight);
    QVERIFY(!state.sortDescending);
  }

  /// G keeps the particle table at a depth, one after the other; after the last it follows the search again.
  void keysPinTheTable() {
    const PanelState& state = panels();
    const int depths = view()->frames.back()->trace.depths;
    QCOMPARE(state.tableDepth, -1);
    for (int depth = 0; depth < depths; ++depth) {
      key(Qt::Key_G);
      QCOMPARE(state.tableDepth, depth);
      QVERIFY(!isEmpty(window_->stage().areas().table));
    }
    QVERIFY(settles());
    const QImage last = window_->stage().picture();
    key(Qt::Key_G);
    QCOMPARE(state.tableDepth, -1);
    key(Qt::Key_G, Qt::ShiftModifier);
    key(Qt::Key_G, Qt::ShiftModifier);
    QCOMPARE(state.tableDepth, depths - 2);
    QVERIFY(settles());
    QVERIFY(window_->stage().picture() != last);
    key(Qt::Key_G);
    key(Qt::Key_G);
    QCOMPARE(state.tableDepth, -1);
  }

  /// E shows what tooltips say: of the selection where there is one, then of each quantity; Esc ends it.
  void keysExplain() {
    const PanelState& state = panels();
    const QImage plain = window_->stage().picture();
    key(Qt::Key_E);
    QCOMPARE(state.explained, 1);
    QVERIFY(settles());
    const QImage first = window_->stage().picture();
    QVERIFY(first != plain);
    key(Qt::Key_E);
    QCOMPARE(state.explained, 2);
    QVERIFY(settles());
    QVERIFY(window_->stage().picture() != first);
    for (int back = 0; back < 2; ++back) key(Qt::Key_E, Qt::ShiftModifier);
    QCOMPARE(state.explained, -1);
    key(Qt::Key_BracketRight);
    key(Qt::Key_E);
    QCOMPARE(state.explained, 0);
    QVERIFY(settles());
    const QImage chosen = window_->stage().picture();
    key(Qt::Key_Escape);
    QCOMPARE(state.explained, -1);
    QVERIFY(state.selectedAction >= 0);
    QVERIFY(settles());
    QVERIFY(window_->stage().picture() != chosen);
    key(Qt::Key_Escape);
    QVERIFY(state.selectedAction < 0);
  }

  /// V leads through the panels that share one place in a small view.
  void keysChangeTheTab() {
    StageWindow& stage = window_->stage();
    window_->resize(600, 700);
    QTRY_VERIFY(stage.isExposed() && tabsOf(stage.areas()).size() == 3);
    QCOMPARE(stage.tab(), StageTab::kDecision);
    QVERIFY(!isEmpty(stage.areas().decision));
    key(Qt::Key_V);
    QVERIFY(!isEmpty(stage.areas().table) && isEmpty(stage.areas().decision));
    key(Qt::Key_V);
    QVERIFY(!isEmpty(stage.areas().river) && isEmpty(stage.areas().table));
    key(Qt::Key_V, Qt::ShiftModifier);
    QCOMPARE(stage.tab(), StageTab::kParticles);
    key(Qt::Key_V, Qt::ShiftModifier);
    QCOMPARE(stage.tab(), StageTab::kDecision);
    key(Qt::Key_T);  // a table that is sorted is looked at
    QCOMPARE(stage.tab(), StageTab::kParticles);
  }

  /// Alt and an arrow move the world as a drag with the right button does.
  void keysMoveTheCamera() {
    const auto height = [&] { return window_->stage().camera().current().target.z; };
    const float before = height();
    key(Qt::Key_Up, Qt::AltModifier);
    QVERIFY(settles());
    const float moved = height();
    QVERIFY(moved < before - 1e-3f);
    key(Qt::Key_Down, Qt::AltModifier);
    QVERIFY(settles());
    QVERIFY(std::abs(height() - before) < 1e-3f);
    const PanelArea world = window_->stage().areas().world;
    const QPoint middle(qRound(world.x + world.width / 2), qRound(world.y + world.height / 2));
    QTest::mousePress(&window_->stage(), Qt::RightButton, {}, middle);
    QTest::mouseMove(&window_->stage(), middle - QPoint(0, 40));
    QTest::qWait(20);
    QTest::mouseRelease(&window_->stage(), Qt::RightButton, {}, middle - QPoint(0, 40));
    QVERIFY(settles());
    QVERIFY(std::abs(height() - moved) < 1e-3f);
  }

  /// The edges of the world are dragged, moved by keys and remembered; a double click makes them as usual.
  void edgesOfTheWorldMove() {
    StageWindow& stage = window_->stage();
    const PanelArea plain = stage.areas().world;
    const QPoint edge(qRound(plain.x + plain.width / 2), qRound(plain.y + plain.height));
    const auto camera = stage.camera().current().azimuth;
    QTest::mouseMove(&stage, edge);
    QTRY_COMPARE(stage.cursor().shape(), Qt::SplitVCursor);
    QTest::mousePress(&stage, Qt::LeftButton, {}, edge);
    QTest::mouseMove(&stage, edge - QPoint(30, 60));
    QTRY_VERIFY(stage.areas().world.height < plain.height - 55.0f);
    QTest::mouseRelease(&stage, Qt::LeftButton, {}, edge - QPoint(30, 60));
    QCOMPARE(stage.camera().current().azimuth, camera);
    const float higher = stage.areas().river.height;
    choose(*window_, "More below the world");
    QVERIFY(stage.areas().river.height > higher + 10.0f);
    choose(*window_, "Less below the world");
    QVERIFY(std::abs(stage.areas().river.height - higher) <= 2.0f);
    choose(*window_, "More beside the world");
    QVERIFY(stage.areas().world.width < plain.width - 10.0f);
    QVERIFY(settles());
    QVERIFY(window_->close());
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
    StageWindow& again = window_->stage();
    QVERIFY2(std::abs(again.areas().river.height - higher) <= 2.0f, "remembered");
    const PanelArea moved = again.areas().world;
    QTest::mouseDClick(&again, Qt::LeftButton, {},
                       QPoint(qRound(moved.x + moved.width / 2), qRound(moved.y + moved.height)));
    QTRY_COMPARE(again.areas().world.height, plain.height);
    choose(*window_, "Arrange as at first");
    QTRY_COMPARE(again.areas().world.width, plain.width);
  }

  void heldKeysPeek() {
    QTest::keyPress(window_.get(), Qt::Key_Z);
    QVERIFY(!window_->stage().options().panels && !window_->stage().options().futures);
    QTest::keyRelease(window_.get(), Qt::Key_Z);
    QVERIFY(window_->stage().options().panels && window_->stage().options().futures);
    KeyHints& hints = window_->surroundings().keyHints();
    QTest::keyPress(window_.get(), Qt::Key_X);
    QVERIFY(hints.shown());
    QTest::keyRelease(window_.get(), Qt::Key_X);
    QVERIFY(!hints.shown());
  }

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

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }
  [[nodiscard]] Playhead& head() const { return window_->stage().playhead(); }
  [[nodiscard]] const PanelState& panels() const { return window_->stage().panelState(); }
  [[nodiscard]] TransportBar& transport() const { return *window_->findChild<TransportBar*>(); }
  [[nodiscard]] float depths() const { return head().at(window_->stage().now()).depths; }
  void key(Qt::Key which, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(window_.get(), which, modifiers);
    QTest::qWait(20);
  }
  void press(const char* name) {
    for (QToolButton* button : transport().findChildren<QToolButton*>())
      if (button->accessibleName() == QLatin1String(name)) return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL(name);
  }
  /// All that moves has come to rest.
  bool settles() {
    QTest::qWait(100);
    return QTest::qWaitFor([&] { return window_->stage().still(); }, 10000);
  }
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

  std::unique_ptr<MainWindow> window_;
  QPoint pointer_;
};

SPOLAB_GUI_MAIN(TestStudioWays)
#include "tst_studio_ways.moc"

#include <algorithm>
#include <cmath>

#include <QLabel>

#include "app/episode/speed_scale.h"
#include "app/studio/around/key_hints.h"
#include "app/studio/around/surroundings.h"
#include "episode_window.h"

using namespace spolab;
using namespace spolab::test;

/// The keys of an episode and of what its search is seen by, and the edges of the world.
class TestStudioKeys : public QObject, EpisodeWindow {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QVERIFY(openPaused()); }
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

  /// Beside the speed asked for stands what is reached, where that is less.
  void theSpeedReachedIsSaid() {
    const auto* said = [&]() -> const QLabel* {
      for (const QLabel* label : transport().findChildren<QLabel*>())
        if (label->toolTip().startsWith(QStringLiteral("Speed asked for"))) return label;
      return nullptr;
    }();
    QVERIFY(said);
    QVERIFY(!said->text().contains(QStringLiteral("→")));
    window_->watch().setSpeed(kFastest);
    key(Qt::Key_Space);
    QVERIFY(QTest::qWaitFor([&] { return said->text().contains(QStringLiteral("→")); }, 20000));
    window_->watch().setSpeed(0);
    QVERIFY(QTest::qWaitFor([&] { return !said->text().contains(QStringLiteral("→")); }, 20000));
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
};

SPOLAB_GUI_MAIN(TestStudioKeys)
#include "tst_studio_keys.moc"

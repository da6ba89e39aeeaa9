#include <cmath>
#include <fstream>
#include <limits>

#include <QDir>
#include <QTest>

#include "app/episode/playhead.h"
#include "app/episode/speed_scale.h"
#include "app/episode/stage_layout.h"
#include "app/episode/world_caption.h"
#include "app/studio/number_text.h"
#include "app/studio/play/body_hand.h"
#include "app/studio/stage/frame_clock.h"
#include "core/base/error.h"
#include "core/run/metrics_file.h"
#include "envs/registry.h"

using namespace spolab;

namespace {

std::shared_ptr<PlayerView> viewWith(const std::shared_ptr<const Env>& env, int frames, int depths, int episode = 0) {
  auto view = std::make_shared<PlayerView>();
  view->env = env;
  view->ready = true;
  view->episode = episode;
  for (int i = 0; i < frames; ++i) {
    auto frame = std::make_shared<PlayerFrame>();
    frame->step = i;
    frame->trace.depths = depths;
    view->frames.push_back(frame);
  }
  return view;
}

}  // namespace

/// The studio's parts that need no window.
class TestStudioParts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    env_ = findEnv("rubiks-cube").config()->make();
    for (const EnvEntry& entry : envRegistry())
      if (entry.id == "half-cheetah") body_ = entry.config()->make();
  }

  void revealsThenActs() {
    Playhead head;
    head.setSpeed(1.0);
    head.adopt(viewWith(env_, 1, 4), 10.0);
    QCOMPARE(head.at(10.0).depths, 0.0f);
    QVERIFY(head.at(10.0).searching);
    const Moment middle = head.at(10.225);
    QVERIFY(middle.depths > 1.5f && middle.depths < 2.5f);
    QCOMPARE(middle.fraction, 0.0f);
    const Moment end = head.at(11.0);
    QCOMPARE(end.depths, 4.0f);
    QCOMPARE(end.fraction, 1.0f);
    QVERIFY(!end.moving);
  }

  void bodiesFlowFromStepToStep() {
    if (!body_) QSKIP("no body was built in");
    Playhead head;
    head.setSpeed(20.0);
    head.adopt(viewWith(body_, 1, 4), 10.0);
    QCOMPARE(head.at(10.0).depths, 4.0f);  // too fast to reveal depth by depth
    QVERIFY(std::abs(head.at(10.025).fraction - 0.5f) < 0.01f);
    QVERIFY(head.at(10.025).moving);
    QCOMPARE(head.at(10.06).fraction, 1.0f);
    QVERIFY(!head.at(10.06).moving);
  }

  void captionsSpeakTheWorldsLanguage() {
    Playhead head;
    head.setMotion(false);
    auto view = viewWith(env_, 9, 4);
    view->trained = true;
    view->finished = view->success = true;
    view->episodesPlayed = view->episodesSolved = 1;
    head.adopt(view, 0.0);
    const WorldCaption cube = captionOf(head.at(1.0));
    QCOMPARE(cube.verdict, std::string("Solved in 9 moves"));
    QVERIFY(cube.progress.find("solved 1 of 1") != std::string::npos);
    QVERIFY(cube.speed.empty());
    if (!body_) QSKIP("no body was built in");
    view = viewWith(body_, 3, 4);
    view->finished = true;
    view->episodeReturn = 12.5f;
    view->start.resize(body_->spec().stateBytes);
    Rng rng(1, Stream::kTest);
    body_->reset(view->start, rng);
    for (auto& frame : view->frames) {
      auto copy = std::make_shared<PlayerFrame>(*frame);
      copy->before = copy->after = view->start;
      copy->result.truncated = true;
      frame = copy;
    }
    head.adopt(view, 2.0);
    const WorldCaption body = captionOf(head.at(3.0));
    QCOMPARE(body.verdict, std::string("All 3 steps  ·  return 12.5"));
    QVERIFY(body.progress.find("solved") == std::string::npos);
    QVERIFY(body.parameters.find("press Train") != std::string::npos);
    QCOMPARE(body.distance, std::string("0.0 m from the start"));
    QVERIFY(!body.speed.empty());
    auto fallen = std::make_shared<PlayerView>(*view);
    auto last = std::make_shared<PlayerFrame>(*fallen->frames.back());
    last->result.truncated = false;
    last->result.ended = true;
    fallen->frames.back() = last;
    head.adopt(fallen, 4.0);
    const std::string verdict = captionOf(head.at(5.0)).verdict;
    QVERIFY2(verdict.starts_with("Fell after 0.") && verdict.ends_with(" s, 0.0 m  ·  return 12.5"), verdict.c_str());
  }

  void withoutMotionAllIsImmediate() {
    Playhead head;
    head.setMotion(false);
    head.adopt(viewWith(env_, 1, 4), 10.0);
    QCOMPARE(head.at(10.0).depths, 4.0f);
    QCOMPARE(head.at(10.0).fraction, 1.0f);
    QVERIFY(!head.at(10.0).moving);
  }

  void atFullSpeedDecisionsShowAsTheyCome() {
    Playhead head;
    head.setSpeed(std::numeric_limits<double>::infinity());
    head.adopt(viewWith(env_, 3, 4), 5.0);
    QCOMPARE(head.at(5.0).fraction, 1.0f);
    QCOMPARE(head.step(), 2);
  }

  void lookingBackStaysUntilTheEpisodeIsAnother() {
    Playhead head;
    head.adopt(viewWith(env_, 5, 4), 0.0);
    head.lookAt(1, 1.0);
    QCOMPARE(head.step(), 1);
    head.adopt(viewWith(env_, 6, 4), 2.0);
    QCOMPARE(head.step(), 1);
    head.adopt(viewWith(env_, 1, 4, 1), 3.0);
    QVERIFY(head.live());
    QCOMPARE(head.step(), 0);
  }

  void depthByDepth() {
    Playhead head;
    head.adopt(viewWith(env_, 2, 3), 0.0);
    head.lookAt(0, 1.0);
    for (int d = 1; d <= 3; ++d) {
      const double now = 10.0 * d;
      QVERIFY(head.nextDepth(now));
      QCOMPARE(head.at(now).depths, static_cast<float>(d - 1));  // its phases pass before the eye
      QVERIFY(head.at(now + 0.1).moving);
      const float between = head.at(now + 0.5).depths;
      QVERIFY(between > static_cast<float>(d - 1) && between < static_cast<float>(d));
      QCOMPARE(head.at(now + 5.0).depths, static_cast<float>(d));
      QVERIFY(!head.at(now + 5.0).moving);
    }
    QVERIFY(head.nextDepth(40.0));  // the action
    QCOMPARE(head.at(41.0).fraction, 1.0f);
    QVERIFY(head.nextDepth(50.0));  // the next decision
    QCOMPARE(head.step(), 1);
    QCOMPARE(head.at(55.0).depths, 1.0f);
  }

  void phaseByPhase() {
    Playhead head;
    head.setMotion(false);
    head.adopt(viewWith(env_, 1, 2), 0.0);
    head.lookAt(0, 1.0);
    // Propose, move, weigh rest just before the next phase; the fourth ends the depth.
    for (const float end : {0.25f, 0.5f, 0.75f}) {
      QVERIFY(head.nextPhase(2.0));
      const float shown = head.at(2.0).depths;
      QVERIFY(shown < end && shown > end - 0.05f);
    }
    QVERIFY(head.nextPhase(2.0));
    QCOMPARE(head.at(2.0).depths, 1.0f);
    QVERIFY(head.nextPhase(2.0));
    QVERIFY(head.nextDepth(2.0));  // the rest of the depth begun
    QCOMPARE(head.at(2.0).depths, 2.0f);
  }

  void emptyPlayheadIsCalm() {
    Playhead head;
    QVERIFY(!head.at(0.0).view);
    QVERIFY(!head.nextDepth(0.0));
    head.lookAt(3, 0.0);
    QCOMPARE(head.step(), -1);
  }

  void layoutFillsWithoutOverlap_data() {
    QTest::addColumn<float>("width");
    QTest::addColumn<float>("height");
    for (const float width : {240.0f, 500.0f, 640.0f, 1000.0f, 1900.0f})
      for (const float height : {160.0f, 300.0f, 500.0f, 700.0f, 1100.0f})
        QTest::addRow("%g x %g", static_cast<double>(width), static_cast<double>(height)) << width << height;
  }

  void layoutFillsWithoutOverlap() {
    QFETCH(float, width);
    QFETCH(float, height);
    const StageTab tabs[]{StageTab::kRiver, StageTab::kDecision, StageTab::kParticles};
    for (const float share : {0.0f, 0.05f, 0.3f, 0.7f, 0.99f})
      for (const StageTab tab : tabs) fills(StageLayout::of(width, height, true, tab, {share, share}), width, height);
  }

  /// Where an edge can be taken, moving it there changes nothing; elsewhere it follows the pointer as far as there is
  /// room.
  void edgesFollowThePointer() {
    for (const float width : {500.0f, 640.0f, 1000.0f, 1900.0f})
      for (const float height : {300.0f, 700.0f, 1100.0f}) {
        const StageLayout plain = StageLayout::of(width, height, true, StageTab::kDecision);
        const float right = plain.world.x + plain.world.width, bottom = plain.world.y + plain.world.height;
        QVERIFY(!borderAt(plain, right / 2, bottom / 2));
        const auto below = borderAt(plain, right / 2, bottom), beside = borderAt(plain, right, bottom / 2);
        QVERIFY(below || beside);
        if (below) {
          QCOMPARE(*below, StageBorder::kBelow);
          const StageShares shares = withBorderAt(*below, 0.0f, height / 2, width, height, {});
          const PanelArea world = StageLayout::of(width, height, true, StageTab::kDecision, shares).world;
          QVERIFY(std::abs(world.height - height / 2) <= 0.51f);
          QCOMPARE(world.width, plain.world.width);
          StageShares same = withBorderAt(*below, 0.0f, world.height, width, height, shares);
          for (int i = 0; i < 20; ++i) {  // there and back, as the keys do
            const float edge = StageLayout::of(width, height, true, StageTab::kDecision, same).world.height;
            same = withBorderAt(*below, 0.0f, edge + (i % 2 == 0 ? 24.0f : -24.0f), width, height, same);
          }
          QCOMPARE(StageLayout::of(width, height, true, StageTab::kDecision, same).world.height, world.height);
        }
        if (beside) {
          QCOMPARE(*beside, StageBorder::kBeside);
          const StageShares shares = withBorderAt(*beside, width / 2, 0.0f, width, height, {});
          const PanelArea world = StageLayout::of(width, height, true, StageTab::kDecision, shares).world;
          QVERIFY(std::abs(world.width - width / 2) <= 0.51f);
          QCOMPARE(world.height, plain.world.height);
        }
      }
    QVERIFY(!borderAt(StageLayout::of(1000, 700, false, StageTab::kDecision), 1000.0f, 300.0f));
    QVERIFY(!borderAt(StageLayout::sideBySide(1000, 700), 500.0f, 300.0f));
  }

 private:
  static void fills(const StageLayout& layout, float width, float height) {
    {
      const PanelArea areas[] = {layout.world, layout.river, layout.decision, layout.gauges,
                                 layout.table, layout.phase, layout.tabs};
      for (const PanelArea& a : areas) {
        if (isEmpty(a)) continue;
        QVERIFY(a.x >= 0 && a.y >= 0 && a.x + a.width <= width + 0.01f && a.y + a.height <= height + 0.01f);
        for (const PanelArea& b : areas) {
          if (&a == &b || isEmpty(b)) continue;
          const bool apart = a.x + a.width <= b.x + 0.01f || b.x + b.width <= a.x + 0.01f ||
                             a.y + a.height <= b.y + 0.01f || b.y + b.height <= a.y + 0.01f;
          QVERIFY(apart);
        }
      }
      QVERIFY(!isEmpty(layout.world));
    }
  }

 private Q_SLOTS:
  void tabsGoRound_data() { layoutFillsWithoutOverlap_data(); }

  /// Every tab shows its panel, and as many steps as there are tabs lead back.
  void tabsGoRound() {
    QFETCH(float, width);
    QFETCH(float, height);
    StageTab tab = StageTab::kDecision;
    const std::vector<StageTab> tabs = tabsOf(StageLayout::of(width, height, true, tab));
    for (std::size_t i = 0; i < tabs.size(); ++i) {
      const StageLayout layout = StageLayout::of(width, height, true, tab);
      QVERIFY(!isEmpty(layout.tabs));
      const PanelArea& shown = tab == StageTab::kRiver      ? layout.river
                               : tab == StageTab::kDecision ? layout.decision
                                                            : layout.table;
      QVERIFY(!isEmpty(shown));
      QCOMPARE(tabAfter(layout, tabAfter(layout, tab, 1), -1), tab);
      tab = tabAfter(layout, tab, 1);
    }
    QCOMPARE(tab, StageTab::kDecision);
    const StageLayout whole = StageLayout::of(1900.0f, 1100.0f, true, tab);
    QVERIFY(tabsOf(whole).empty());
    QCOMPARE(tabAfter(whole, StageTab::kParticles, 1), StageTab::kParticles);
    // In the column at the right of a middling view there is none for the river.
    const StageLayout column = StageLayout::of(1000.0f, 500.0f, true, StageTab::kRiver);
    QCOMPARE(tabsOf(column).size(), std::size_t{2});
    QCOMPARE(tabAfter(column, StageTab::kRiver, 1), StageTab::kParticles);
  }

  /// The field's grammar: a pull faces the viewer, with Shift it stays at the height of what is held.
  void pullsFaceTheViewerOrAreLevel() {
    std::shared_ptr<const Env> ant;
    for (const EnvEntry& entry : envRegistry())
      if (entry.id == "ant") ant = entry.config()->make();
    if (!ant) QSKIP("needs MuJoCo");
    std::vector<std::byte> state(ant->spec().stateBytes);
    Rng rng(1, Stream::kReset, 0);
    ant->reset(state, rng);
    Scene scene;
    ant->draw(state, {}, 0.0f, scene);
    OrbitCamera camera;
    camera.reset(scene.camera);
    const Viewport viewport{0, 0, 800, 600};
    const CameraView seen = camera.view(viewport);
    const Instant instant{state, {}, 0.0f};
    Vec3 place;
    QVERIFY(ant->place(state, place));
    const ScreenPoint on = project(seen, viewport, place);
    const auto viewAt = [&](float x, float y, bool level) {
      return HandView{QPointF(x, y), rayThrough(seen, viewport, x, y), seen.right, seen.up, seen.forward, level};
    };
    for (const bool level : {false, true}) {
      BodyHand hand;
      std::optional<Push> sent;
      hand.setSend([&](const std::optional<Push>& push) { sent = push; });
      QVERIFY(hand.grab(ant, instant, scene, viewAt(on.x, on.y, level), Push::Kind::kPull));
      hand.follow(ant.get(), instant, viewAt(on.x + 60.0f, on.y - 90.0f, level));
      QVERIFY(sent.has_value());
      const Vec3 held = ant->handling()->pointOf(instant, sent->hold);
      const Vec3 away{sent->target.x - held.x, sent->target.y - held.y, sent->target.z - held.z};
      QVERIFY(std::hypot(away.x, away.y, away.z) > 0.1f);
      const float towards = away.x * seen.forward.x + away.y * seen.forward.y + away.z * seen.forward.z;
      QVERIFY2((std::abs(away.z) < 1e-3f) == level, qPrintable(QString::number(away.z)));
      QVERIFY2((std::abs(towards) < 1e-3f) == !level, qPrintable(QString::number(towards)));
    }
  }

  void numbersForPeople() {
    QCOMPARE(numberText(0.8342), QStringLiteral("0.834"));
    QCOMPARE(numberText(2140000.0), QStringLiteral("2.1M"));
    QCOMPARE(numberText(std::nan("")), QStringLiteral("–"));
    QCOMPARE(tickText(20000.0), QStringLiteral("20k"));
    QCOMPARE(countText(2140.4), QStringLiteral("2,140"));
    QCOMPARE(durationText(250.0), QStringLiteral("4 min 10 s"));
    QCOMPARE(speedMultiple(kNormalSpeed), 1.0);
    QVERIFY(std::isinf(speedMultiple(kFastest)));
  }

  void governorSettles() {
    ResolutionGovernor governor(12.0);
    for (int i = 0; i < 400; ++i) governor.next(40.0 * governor.scale() * governor.scale());
    const float settled = governor.scale();
    QVERIFY(settled < 1.0f && settled >= 0.5f);
    for (int i = 0; i < 200; ++i) governor.next(40.0 * governor.scale() * governor.scale());
    QCOMPARE(governor.scale(), settled);
    for (int i = 0; i < 400; ++i) governor.next(2.0);
    QCOMPARE(governor.scale(), 1.0f);
  }

  void readsMetricsAndSkipsAnUnfinishedLine() {
    const QString file = QDir::temp().filePath(QStringLiteral("spolab-metrics.csv"));
    std::ofstream(file.toStdString()) << "iteration,unknown,eta\n1,5,0.5\n2,5,nan\n3,5";
    const std::vector<MetricsRow> rows = readMetrics(file.toStdString());
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].values[static_cast<std::size_t>(metricColumn("eta"))], 0.5);
    QVERIFY(std::isnan(rows[1].values[static_cast<std::size_t>(metricColumn("eta"))]));
    std::ofstream(file.toStdString()) << "no metrics\n";
    QVERIFY_EXCEPTION_THROWN(readMetrics(file.toStdString()), Error);
    QFile::remove(file);
    QVERIFY_EXCEPTION_THROWN(readMetrics(file.toStdString()), Error);
  }

 private:
  std::shared_ptr<const Env> env_, body_;  ///< body_: any with a box, null when there is none
};

QTEST_GUILESS_MAIN(TestStudioParts)
#include "tst_studio_parts.moc"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QSet>
#include <QSignalSpy>

#include "app/studio/curve_chart.h"
#include "app/studio/curves_panel.h"
#include "app/studio/error_dialog.h"
#include "app/studio/learn_controller.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "envs/registry.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

int coloursIn(const QImage& image, const QRect& area) {
  QSet<QRgb> seen;
  for (int y = area.top(); y <= area.bottom(); y += 2)
    for (int x = area.left(); x <= area.right(); x += 2) seen.insert(image.pixel(x, y));
  return static_cast<int>(seen.size());
}

/// Bodies are blue, the ground is grey.
int bluePixels(const QImage& image, const QRect& area) {
  int count = 0;
  for (int y = area.top(); y <= area.bottom(); ++y)
    for (int x = area.left(); x <= area.right(); ++x)
      count += qBlue(image.pixel(x, y)) > qRed(image.pixel(x, y)) + 40 ? 1 : 0;
  return count;
}

int pixelsThatDiffer(const QImage& a, const QImage& b, const QRect& area) {
  int count = 0;
  for (int y = area.top(); y <= area.bottom(); ++y)
    for (int x = area.left(); x <= area.right(); ++x) count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
  return count;
}

}  // namespace

/// Every world in the window: it plays, its decision is drawn, its futures can be shown and hidden.
class TestStudioWorlds : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { window_ = openStudio(); }
  void cleanupTestCase() { window_.reset(); }

  void listsEveryWorldThatThereIs() {
    QComboBox* box = window_->topBar().worldBox();
    for (const EnvEntry& entry : envRegistry()) {
      const int row = box->findData(QString::fromStdString(entry.id));
      QVERIFY(row >= 0);
      QCOMPARE(box->itemText(row), QString::fromStdString(entry.title));
    }
    QCOMPARE(box->count(), static_cast<int>(envRegistry().size() + missingEnvs().size()));
  }

  /// An agent of another world brings its world along: the bar says what is on screen and Train would train it.
  void theBarFollowsAnAgent() {
    QComboBox* box = window_->topBar().worldBox();
    choose(QStringLiteral("rubiks-cube"));
    const auto files = shippedAgents("snake");
    QVERIFY(!files.empty());
    window_->openAgent(files.front());
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().id == "snake" && view()->ready; }, 30000));
    QTRY_COMPARE(box->currentData().toString(), QStringLiteral("snake"));
    QCOMPARE(window_->sidePanel().learnForm()->config().envId, std::string("snake"));
    // A person's changes stay; then choosing what is chosen already shows it.
    choose(QStringLiteral("rubiks-cube"));
    window_->sidePanel().learnForm()->enter("train.envs", QStringLiteral("64"));
    window_->openAgent(files.front());
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().id == "snake" && view()->ready; }, 30000));
    QTest::qWait(300);
    QCOMPARE(box->currentData().toString(), QStringLiteral("rubiks-cube"));
    Q_EMIT box->activated(box->currentIndex());
    QVERIFY(QTest::qWaitFor([&] { return view()->env->spec().id == "rubiks-cube" && view()->ready; }, 30000));
    window_->sidePanel().learnForm()->resetAll();
  }

  void plays_data() {
    QTest::addColumn<QString>("id");
    for (const EnvEntry& entry : envRegistry()) QTest::newRow(entry.id.c_str()) << QString::fromStdString(entry.id);
  }

  void plays() {
    QFETCH(QString, id);
    choose(id);
    QVERIFY(waitForSteps(2));
    const EnvSpec& spec = view()->env->spec();
    QCOMPARE(QString::fromStdString(spec.id), id);
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));

    window_->watch().setPaused(true);
    QVERIFY(waitForStillness());
    const QImage shown = window_->stage().picture();
    QVERIFY2(coloursIn(shown, worldArea()) > 60, "the world is more than a background");
    QVERIFY2(coloursIn(shown, decisionArea()) > 8, "the decision is drawn");
    showFutures(false);
    const QImage plain = window_->stage().picture();
    showFutures(true);
    const QImage again = window_->stage().picture();
    QVERIFY(pixelsThatDiffer(shown, again, worldArea()) == 0);
    QVERIFY(!view()->frames.empty());
    QVERIFY2(pixelsThatDiffer(plain, shown, worldArea()) > 20, "futures are seen on the world");
    // Cubes cannot stand inside one another: theirs stand beside.
    Vec3 point;
    QCOMPARE(window_->stage().imagined().empty(), view()->env->place(view()->start, point));
    window_->watch().setPaused(false);
  }

  void bodiesAreFollowed() {
    if (!exists("half-cheetah")) QSKIP("needs Box2D");
    choose(QStringLiteral("half-cheetah"));
    QVERIFY(waitForSteps(1));
    window_->watch().setSpeed(kFastest);
    QVERIFY(waitForSteps(120));
    window_->watch().setSpeed(kNormalSpeed);
    window_->watch().setPaused(true);
    QTest::qWait(1200);
    // Wherever it has got to, the body is in the middle of the picture.
    const QRect area = worldArea();
    const QRect middle(area.center() - QPoint(area.width() / 5, area.height() / 4),
                       QSize(2 * area.width() / 5, area.height() / 2));
    showFutures(false);
    QVERIFY(bluePixels(window_->stage().picture(), middle) > 150);
    showFutures(true);
    window_->watch().setPaused(false);
  }

  /// After the quantities E explains joint after joint.
  void keysExplainJoints() {
    if (!exists("half-cheetah")) QSKIP("needs Box2D");
    choose(QStringLiteral("half-cheetah"));
    QVERIFY(waitForSteps(1));
    window_->watch().setPaused(true);
    QVERIFY(waitForStillness());
    const int dims = view()->frames.back()->trace.actionDims;
    const PanelState& state = window_->stage().panelState();
    std::vector<QImage> cards;
    for (int back = 0; back <= dims; ++back) {
      QTest::keyClick(&window_->stage(), Qt::Key_E, Qt::ShiftModifier);
      cards.push_back(window_->stage().picture());
      for (int earlier = 0; earlier < back; ++earlier)
        QVERIFY(cards.back() != cards[static_cast<std::size_t>(earlier)]);
    }
    const int quantities = state.explained;  // before the first joint
    QTest::keyClick(&window_->stage(), Qt::Key_E);
    QCOMPARE(state.explained, quantities + 1);
    QTest::keyClick(&window_->stage(), Qt::Key_Escape);
    QCOMPARE(state.explained, -1);
    window_->watch().setPaused(false);
  }

  /// No solve rate; the duals of means and spreads, hundreds apart, each with an axis of its own.
  void curvesOfBodiesAreTheirOwn() {
    if (!exists("half-cheetah")) QSKIP("needs Box2D");
    const auto shown = [&] {
      QStringList names;
      for (const CurveChart* chart : window_->curves().charts())
        if (!chart->isHidden()) names += chart->accessibleName();
      return names;
    };
    choose(QStringLiteral("half-cheetah"));
    const QStringList body = shown();
    choose(QStringLiteral("rubiks-cube"));
    const QStringList cube = shown();
    QCOMPARE(body.size(), cube.size());
    QVERIFY(!body.contains("Solve rate") && !body.contains("α"));
    QVERIFY(body.contains("α of the means") && body.contains("α of the spreads"));
    QVERIFY(cube.contains("Solve rate") && cube.contains("α") && !cube.contains("α of the means"));
  }

  /// Of the settings only those that do something here.
  void formsLeaveOutWhatTheWorldDoesNotUse() {
    if (!exists("half-cheetah")) QSKIP("needs Box2D");
    QVERIFY(waitForDecision(*window_));
    SettingsForm* form = window_->sidePanel().watchForm();
    QVERIFY(form->row("network.symmetries"));
    QVERIFY(!form->row("planner.resample_chance"));
    choose(QStringLiteral("half-cheetah"));
    QVERIFY(QTest::qWaitFor([&] { return form->hasConfig() && form->config().envId == "half-cheetah"; }, 20000));
    QVERIFY(!form->row("network.symmetries"));
    QVERIFY(form->row("planner.particles"));
  }

  void aBodyShowsWhatItHasLearned() {
    if (!exists("half-cheetah")) QSKIP("needs Box2D");
    choose(QStringLiteral("half-cheetah"));
    RunConfig config("half-cheetah", "spo");
    config.applyOverrides({"planner.particles=4", "planner.horizon=2", "planner.period=2", "learner.epsilon_eta=0.2",
                           "network.torso=mlp", "network.width=32", "network.layers=1", "network.head_width=0",
                           "train.envs=8", "train.rollout=6", "train.epochs=2", "train.batch=4", "train.sequence=5",
                           "train.replay=4096", "train.shards=1", "eval.every=0"});
    window_->sidePanel().learnForm()->setConfig(std::move(config));
    window_->learn().train();
    // While it learns on, the decision on screen shows what newer parameters think of it.
    std::shared_ptr<const PlayerView> seen;
    QVERIFY(QTest::qWaitFor(
        [&] {
          seen = view();
          return seen->updatedPolicy.size() == 12 && seen->frames.back()->trace.policyRow != seen->updatedPolicy;
        },
        30000));
    for (std::size_t d = 0; d < 12; ++d)
      QVERIFY(std::isfinite(seen->updatedPolicy[d]) && (d < 6 || seen->updatedPolicy[d] > 0.0f));
    window_->learn().session().stop();
    QVERIFY(QTest::qWaitFor([&] { return window_->learn().session().state() == SessionState::kIdle; }, 30000));
  }

  /// A software renderer draws the world in one frame and the panels in the next where both have changed.
  void aPictureOfTwoFramesIsTheWholePicture() {
    choose(QStringLiteral("rubiks-cube"));
    QSignalSpy swaps(&window_->stage(), &QOpenGLWindow::frameSwapped);
    const long pictures = window_->stage().frames().pictures();
    window_->watch().setPaused(false);
    QVERIFY(waitForSteps(3));
    window_->watch().setPaused(true);
    QVERIFY(waitForStillness());
    QVERIFY(swaps.count() > window_->stage().frames().pictures() - pictures);
    QVERIFY(window_->stage().frames().complete());
    const QImage kept = window_->stage().shown();
    QVERIFY(!kept.isNull());
    StageOptions options = window_->stage().options();
    for (int turn = 0; turn < 2; ++turn) {  // another theme begins with nothing of the last picture
      options.dark = !options.dark;
      window_->stage().setOptions(options);
      const QImage whole = window_->stage().picture();
      QCOMPARE(whole == kept, turn == 1);
    }
  }

 private:
  static bool exists(const std::string& id) {
    return std::ranges::any_of(envRegistry(), [&](const EnvEntry& entry) { return entry.id == id; });
  }
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }

  void choose(const QString& id) {
    QComboBox* box = window_->topBar().worldBox();
    if (box->currentData().toString() == id && view() && QString::fromStdString(view()->env->spec().id) == id) return;
    box->setCurrentIndex(box->findData(id));
    Q_EMIT box->activated(box->currentIndex());
    QVERIFY(QTest::qWaitFor([&] { return view() && QString::fromStdString(view()->env->spec().id) == id; }, 10000));
  }
  /// The player has noticed the pause and all motion has come to rest.
  bool waitForStillness() {
    std::shared_ptr<const PlayerView> seen;
    return QTest::qWaitFor(
        [&] {
          const bool same = seen == view();
          seen = view();
          QTest::qWait(300);
          return same && seen == view() && window_->stage().still();
        },
        40000);
  }

  bool waitForSteps(std::size_t steps) {
    const int episodes = view()->episode;
    return QTest::qWaitFor(
        [&] { return view()->ready && (view()->frames.size() >= steps || view()->episode > episodes + 1); }, 40000);
  }
  void showFutures(bool shown) {
    StageOptions options = window_->stage().options();
    options.futures = shown;
    window_->stage().setOptions(options);
  }
  [[nodiscard]] QRect worldArea() const { return areaOf(layout().world); }
  [[nodiscard]] QRect decisionArea() const { return areaOf(layout().decision); }
  [[nodiscard]] StageLayout layout() const {
    return StageLayout::of(static_cast<float>(window_->stage().width()), static_cast<float>(window_->stage().height()),
                           true, StageTab::kDecision);
  }
  static QRect areaOf(const PanelArea& area) {
    return {static_cast<int>(area.x) + 2, static_cast<int>(area.y) + 2, static_cast<int>(area.width) - 4,
            static_cast<int>(area.height) - 4};
  }

  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioWorlds)
#include "tst_studio_worlds.moc"

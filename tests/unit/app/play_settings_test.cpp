// Settings of play: another method over the same network, and what is kept of a person's changes.
#include "app/episode/play_settings.h"

#include <QTest>

#include "core/base/error.h"

using namespace spolab;

class PlaySettingsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void changesComeOnTopOfPlay() {
    const RunConfig base = RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {});
    const RunConfig changed = playedWith(base, {"planner.particles=7", "env.step_limit=33"}, true);
    const RunConfig trained = playedAsTrained(base, changed);
    QCOMPARE(trained.number("planner.particles"), playedWith(base, {}, true).number("planner.particles"));
    QCOMPARE(trained.number("env.step_limit"), std::optional(33.0));
    const RunConfig played = playedWith(base, {"planner.particles=7"}, true);
    QCOMPARE(played.planner->futures(), 7);
    QCOMPARE(played.planner->action(), std::string("greedy"));
    QCOMPARE(played.number("planner.root_noise").value_or(-1.0), 0.0);
    QCOMPARE(playedWith(base, {}, false).planner->action(), std::string("sample"));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(playedWith(base, {"planner.simulations=7"}, true)));
  }

  // World, network and what both planners know stay; the rest is the other method's own.
  void anotherMethodKeepsWhatBothKnow() {
    const RunConfig base =
        RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {"env.step_limit=13", "planner.gamma=0.9"});
    const RunConfig tree = playedWith(base, {"planner.simulations=33", methodChange("alphazero")}, true);
    QCOMPARE(tree.algorithm, std::string("alphazero"));
    QCOMPARE(tree.planner->futures(), 33);
    QCOMPARE(tree.planner->gamma(), 0.9);
    QCOMPARE(tree.planner->action(), std::string("greedy"));
    QCOMPARE(tree.number("env.step_limit").value_or(0.0), 13.0);
    QCOMPARE(tree.network.width, base.network.width);
    const RunConfig back = playedWith(tree, {methodChange("spo")}, true);
    QCOMPARE(back.algorithm, std::string("spo"));
    QCOMPARE(back.planner->gamma(), 0.9);
  }

  // A choice that the other method does not have gives way to its default.
  void choicesThatDoNotExistGiveWay() {
    const RunConfig base = RunConfig::resolve("rubiks-cube", "spo", "laptop", {}, {"planner.action=mean"});
    QCOMPARE(base.withAlgorithm("alphazero").planner->action(), std::string("sample"));
  }

  void methodsThatDoNotFitArePassedOver() {
    const RunConfig body = RunConfig::resolve("hopper", "spo", "laptop", {}, {});
    QCOMPARE(playedWith(body, {methodChange("alphazero")}, true).algorithm, std::string("spo"));
    QCOMPARE(playedWith(body, {methodChange("")}, true).algorithm, std::string("spo"));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(playedWith(body, {methodChange("magic")}, true)));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(body.withAlgorithm("alphazero")));
  }
};

QTEST_APPLESS_MAIN(PlaySettingsTest)
#include "play_settings_test.moc"

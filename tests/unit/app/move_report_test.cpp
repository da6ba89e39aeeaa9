// How a person's move stands beside the agent's.
#include "app/episode/move_report.h"

#include <array>
#include <cmath>
#include <cstring>

#include <QTest>

#include "app/episode/episode_player.h"
#include "tests/support/fake_agent.h"

using namespace spolab;
using namespace spolab::test;

namespace {

std::vector<std::byte> bytesOf(std::int32_t action) {
  std::vector<std::byte> bytes(sizeof action);
  std::memcpy(bytes.data(), &action, sizeof action);
  return bytes;
}

/// A cube one turn from solved, searched with many particles one turn deep: the turn that solves it is found.
class NearlySolved {
 public:
  explicit NearlySolved(int threads = 1) : config_("rubiks-cube", "spo"), player_("cpu", threads) {
    config_.applyOverrides({"planner.particles=600", "planner.horizon=1", "planner.period=1",
                            "planner.temperature=0.05", "planner.gamma=0.9"});
    player_.showWorld(config_);
    player_.useAgent(std::make_shared<FakeAgent>(config_.clone()), {}, true, "made up");
    player_.startFrom("U", false);
    player_.setPersonPlays(true);
    player_.think();
  }
  EpisodePlayer& player() { return player_; }
  std::int32_t advised() const { return discreteAction(player_.view().thought->advised); }

 private:
  RunConfig config_;
  EpisodePlayer player_;
};

}  // namespace

class MoveReportTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The agent's move ends the episode with its reward; the person's leads to where a search finds V̂, which is not the
  /// critic's V.
  void theRegretIsThatOfTheSearches() {
    NearlySolved start;
    EpisodePlayer& player = start.player();
    QVERIFY(!player.canCompare());
    const std::int32_t other = start.advised() == 0 ? 5 : 0;
    QVERIFY(player.act(bytesOf(other)));
    QVERIFY(!player.finished());
    const auto before = reportOn(*player.view().frames.back());
    QVERIFY(before && !before->regret);
    QCOMPARE(before->of, 18);
    QCOMPARE(worstMove(player.view().frames), -1);
    QVERIFY(player.canCompare());
    const auto published = player.view().frames;
    player.compare();
    QVERIFY(!player.canCompare());
    QVERIFY(player.view().frames == published);  // no picture is of another decision for it
    const PlayerFrame& frame = *published.back();
    const auto compared = frame.comparison->get();
    QVERIFY(compared.has_value());
    std::vector<std::byte> solved = frame.before;
    const StepResult result = player.view().env->step(solved, frame.advised);
    QVERIFY(result.ended && result.success);
    QCOMPARE(compared->advised, result.reward);
    const Env& env = *player.view().env;
    std::vector<std::byte> observation(env.spec().observationBytes());
    env.observeBatch(frame.after, observation);
    float critic = 0.0f;
    FakeEvaluator(env.spec(), {}).evaluate(observation, {{}, {&critic, 1}, {}});
    QVERIFY(std::abs(compared->done - frame.result.reward - 0.9f * critic) > 1e-3f);
    QVERIFY(compared->done < compared->advised);
    const auto report = reportOn(frame);
    QCOMPARE(report->regret, std::optional(compared->advised - compared->done));
    QCOMPARE(worstMove(player.view().frames), 0);
    // The same once more: the same numbers.
    NearlySolved again;
    QVERIFY(again.player().act(bytesOf(other)));
    again.player().compare();
    QCOMPARE(again.player().view().frames.back()->comparison->get()->done, compared->done);
  }

  void theAgentsOwnMoveCostsNothing() {
    NearlySolved start;
    QVERIFY(start.player().act(bytesOf(start.advised())));
    QVERIFY(start.player().finished());
    QVERIFY(!start.player().canCompare());
    const auto report = reportOn(*start.player().view().frames.back());
    QVERIFY(report && report->best);
    QCOMPARE(report->regret, std::optional(0.0f));
  }

  /// Neither searches nor comparisons depend on how many threads there are, nor on how many of them work.
  void severalThreadsDecideAsOne() {
    NearlySolved alone, shared(3), resting(3);
    resting.player().useAllThreads(false);
    const std::int32_t other = alone.advised() == 0 ? 5 : 0;
    const auto played = [other](NearlySolved& start) {
      start.player().act(bytesOf(other));
      start.player().compare();
      return start.player().view().frames.back();
    };
    const auto expected = played(alone);
    for (NearlySolved* start : {&shared, &resting}) {
      const auto found = played(*start);
      QVERIFY(found->trace.state == expected->trace.state && found->trace.weight == expected->trace.weight);
      QVERIFY(found->advised == expected->advised);
      QCOMPARE(found->comparison->get()->done, expected->comparison->get()->done);
      QCOMPARE(found->comparison->get()->advised, expected->comparison->get()->advised);
    }
  }

  /// What is undone and done again keeps what is known of it.
  void comparedStepsStayComparedThroughUndo() {
    NearlySolved start;
    EpisodePlayer& player = start.player();
    QVERIFY(player.act(bytesOf(start.advised() == 0 ? 5 : 0)));
    QVERIFY(player.undo());
    QVERIFY(!player.canCompare());
    QVERIFY(player.redo());
    player.compare();
    QVERIFY(player.undo());
    QVERIFY(player.redo());
    QVERIFY(player.view().frames.back()->comparison->get().has_value());
    QVERIFY(!player.canCompare());
  }

  /// Another move from a decision that was gone back to has a comparison of its own.
  void anotherWayIsComparedAnew() {
    NearlySolved start;
    EpisodePlayer& player = start.player();
    const std::vector<std::byte> before = player.view().start;
    QVERIFY(player.act(bytesOf(start.advised())));
    const std::int32_t other = discreteAction(player.view().frames.back()->advised) == 0 ? 5 : 0;
    const std::array ways{other, other};
    player.goThisWay(0, before, std::as_bytes(std::span(ways)));
    QCOMPARE(player.view().frames.size(), std::size_t{2});
    // Both steps are compared, the newer first.
    for (const std::size_t at : {1u, 0u}) {
      QVERIFY(!player.view().frames[at]->comparison->get());
      QVERIFY(player.canCompare());
      player.compare();
      QVERIFY(player.view().frames[at]->comparison->get());
    }
    QVERIFY(!player.canCompare());
    QVERIFY(*reportOn(*player.view().frames[0])->regret > 0.0f);
  }

  /// At the last step that time allows the critic says what the rest is worth.
  void whereTimeIsUpTheCriticSpeaks() {
    RunConfig config("half-cheetah", "spo");
    config.applyOverrides({"planner.particles=4", "planner.horizon=2", "planner.period=2", "env.step_limit=1"});
    EpisodePlayer player;
    player.showWorld(config);
    player.useAgent(std::make_shared<FakeAgent>(config.clone()), {}, true, "made up");
    player.setPersonPlays(true);
    player.think();
    const std::vector<float> still(6, 0.0f);
    QVERIFY(player.act(std::as_bytes(std::span(still))));
    QVERIFY(player.finished() && player.canCompare());
    player.compare();
    const PlayerFrame& frame = *player.view().frames.back();
    const Env& env = *player.view().env;
    std::vector<std::byte> observation(env.spec().observationBytes());
    env.observeBatch(frame.after, observation);
    float critic = 0.0f;
    FakeEvaluator(env.spec(), {}).evaluate(observation, {{}, {&critic, 1}, {}});
    const auto gamma = static_cast<float>(frame.decider->config.planner->gamma());
    QVERIFY(critic > 0.0f);
    QCOMPARE(frame.comparison->get()->done, frame.result.reward + gamma * critic);
  }

  /// Other settings searched for it: the comparison would be of two minds.
  void notWithOtherSettings() {
    NearlySolved start;
    QVERIFY(start.player().act(bytesOf(start.advised() == 0 ? 5 : 0)));
    start.player().useChanges({"planner.particles=128"});
    QVERIFY(!start.player().canCompare());
  }
};

QTEST_APPLESS_MAIN(MoveReportTest)
#include "move_report_test.moc"

// The steps of an episode as a table.
#include "app/episode/episode_table.h"

#include <array>
#include <cstring>
#include <sstream>
#include <utility>

#include <QTest>

#include "app/episode/episode_player.h"
#include "tests/support/box_bandit.h"
#include "tests/support/fake_agent.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

std::vector<std::byte> actionOf(std::int32_t index) {
  std::vector<std::byte> bytes(sizeof index);
  std::memcpy(bytes.data(), &index, sizeof index);
  return bytes;
}

std::vector<std::byte> actionOf(float first, float second) {
  const float parts[] = {first, second};
  std::vector<std::byte> bytes(sizeof parts);
  std::memcpy(bytes.data(), parts, sizeof parts);
  return bytes;
}

/// A step that earned `reward`; nobody searched before it.
std::shared_ptr<PlayerFrame> frame(int step, Actor by, std::vector<std::byte> action, float reward) {
  auto made = std::make_shared<PlayerFrame>();
  made->step = step;
  made->by = by;
  made->action = std::move(action);
  made->result.reward = reward;
  return made;
}

std::vector<std::string> linesOf(const std::string& table) {
  std::vector<std::string> lines;
  std::istringstream stream(table);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

class EpisodeTableTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void stepsSayWhatIsKnown() {
    PlayerView view;
    view.env = std::make_shared<TableEnv>(twoStepTable());
    view.episode = 2;
    const auto searched = frame(0, Actor::kAgent, actionOf(0), 0.5f);
    searched->advised = actionOf(0);
    searched->planSeconds = 0.25;
    searched->trace.rootValue = 0.25f;
    searched->trace.klToPrior = 0.125f;
    searched->trace.ess = {3.0f, 1.5f};
    const auto alone = frame(1, Actor::kPerson, actionOf(1), -1.0f);
    // Its search was forgotten; q̂ and what was compared are kept. Action 0 has the smaller share of q̂ and is worth
    // 3 − 1 less than what the agent would have done.
    const auto forgotten = frame(2, Actor::kPerson, actionOf(0), 2.0f);
    forgotten->advised = actionOf(1);
    forgotten->planSeconds = 0.5;
    forgotten->trace.rootValue = -0.5f;
    forgotten->trace.klToPrior = 0.25f;
    forgotten->trace.prior = {0.5f, 0.5f};
    forgotten->trace.qhat = {0.25f, 0.75f};
    forgotten->comparison = std::make_shared<ActionComparison>();
    forgotten->comparison->set({.advised = 3.0f, .done = 1.0f});
    forgotten->result.success = true;
    view.frames = {searched, alone, forgotten};
    const std::string steps =
        "3,1,agent,0,0.5,0.5,0.25,0.125,1.5,250,,,0\n"
        "3,2,person,1,-1,-0.5,,,,,,,0\n"
        "3,3,person,0,2,1.5,-0.5,0.25,,500,2,2,1\n";
    const std::string header =
        "episode,step,by,action,reward,return,value,kl_to_prior,ess,search_ms,rank,regret,success\n";
    QCOMPARE(episodeTable(view), header + steps);
    QCOMPARE(episodeTable(view, false), steps);
  }

  void aBoxHasAColumnPerDimension() {
    PlayerView view;
    view.env = std::make_shared<BoxBandit>(std::array{0.0f, 0.0f});
    const auto step = frame(0, Actor::kPerson, actionOf(0.5f, -0.25f), 1.0f);
    step->advised = actionOf(0.0f, 0.0f);
    step->comparison = std::make_shared<ActionComparison>();
    step->comparison->set({.advised = 1.5f, .done = 0.25f});
    view.frames = {step};
    const std::vector<std::string> lines = linesOf(episodeTable(view));
    QCOMPARE(lines.size(), std::size_t{2});
    QVERIFY(lines[0].starts_with("episode,step,by,action 0,action 1,reward,"));
    QCOMPARE(lines[1], std::string("1,1,person,0.5,-0.25,1,1,0,0,,0,,1.25,0"));
  }

  /// As it is really played: the last row adds up to the episode's return.
  void aPlayedEpisodeIsWhole() {
    RunConfig config("rubiks-cube", "spo");
    config.applyOverrides({"planner.particles=8", "planner.horizon=2", "planner.period=2", "env.step_limit=5",
                           "env.scramble_min=4", "env.scramble_max=4"});
    EpisodePlayer player;
    player.showWorld(config);
    player.useAgent(std::make_shared<FakeAgent>(std::move(config)), {}, true, "made up");
    while (!player.finished()) player.advance();
    const PlayerView& view = player.view();
    const std::vector<std::string> lines = linesOf(episodeTable(view));
    QCOMPARE(lines.size(), view.frames.size() + 1);
    for (std::size_t i = 0; i < view.frames.size(); ++i) {
      std::vector<std::string> fields;
      std::istringstream cells(lines[i + 1]);
      for (std::string cell; std::getline(cells, cell, ',');) fields.push_back(cell);
      QCOMPARE(fields.size(), std::size_t{13});
      QCOMPARE(fields[3],
               view.env->spec().actionNames[static_cast<std::size_t>(discreteAction(view.frames[i]->action))]);
      QCOMPARE(std::stof(fields[6]), view.frames[i]->trace.rootValue);
      QCOMPARE(std::stof(fields[8]), view.frames[i]->trace.ess.back());
      if (i + 1 == view.frames.size()) QCOMPARE(std::stof(fields[5]), view.episodeReturn);
    }
  }
};

QTEST_APPLESS_MAIN(EpisodeTableTest)
#include "episode_table_test.moc"

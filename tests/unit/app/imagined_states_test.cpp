// What a cube's particles imagine: equal states are one, their weights follow the search, and a film shows them.
#include "render/imagined_states.h"

#include <QTest>

#include "app/episode/episode_film.h"
#include "app/episode/stage_layout.h"
#include "core/plan/uniform_evaluator.h"

using namespace spolab;

namespace {

std::shared_ptr<const Env> envOf(const std::string& id) { return findEnv(id).config()->make(); }

/// A search of 24 particles over three moves, resampled after each; among so many some do the same.
SearchTrace searched(const Env& env, int particles = 24) {
  RunConfig config(env.spec().id, "spo");
  config.applyOverrides({"planner.particles=" + std::to_string(particles), "planner.horizon=3", "planner.period=1",
                         "learner.epsilon_eta=0.5"});
  const auto planner = config.planner->make(env);
  UniformEvaluator evaluator(env.spec());
  WorkerPool pool(1);
  Decisions out;
  std::vector<std::byte> state(env.spec().stateBytes);
  Rng rng(3, Stream::kReset, 0);
  env.reset(state, rng);
  SearchTrace trace;
  const std::uint32_t zero = 0;
  planner->plan({state, 1, {&zero, 1}, {&zero, 1}}, evaluator, pool, out, {&trace, 1});
  return trace;
}

float sum(const std::vector<ImaginedStates::One>& all) {
  float total = 0.0f;
  for (const auto& one : all) total += one.weight;
  return total;
}

}  // namespace

class ImaginedStatesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalStatesAreOne() {
    const auto env = envOf("rubiks-cube");
    SearchTrace trace = searched(*env);
    // The first two particles of the first depth end in the same state.
    std::copy_n(trace.state.begin(), trace.stateBytes,
                trace.state.begin() + static_cast<std::ptrdiff_t>(trace.stateBytes));
    ImaginedStates states;
    states.read(*env, trace);
    QVERIFY(!states.empty());
    const PanelState state;
    const auto all = states.at(0.6f, state, 1000);
    int particles = 0;
    bool together = false;
    for (const auto& one : all) {
      particles += one.particles;
      const bool theirs = std::equal(one.state.begin(), one.state.end(), trace.state.begin());
      if (theirs) together = one.particles >= 2 && one.weight >= trace.weight[0] + trace.weight[1] - 1e-6f;
    }
    QCOMPARE(particles, 24);
    QVERIFY(together);
    QVERIFY(all.size() < 24);
    QVERIFY(std::abs(sum(all) - 1.0f) < 1e-4f);
    for (std::size_t i = 1; i < all.size(); ++i) QVERIFY(all[i - 1].weight >= all[i].weight);
    QCOMPARE(states.at(0.6f, state, 2).size(), std::size_t{2});
  }

  /// Proposed: nothing yet; moved: the weights brought along; weighed: those of the trace; resampled: copies count.
  void weightsFollowThePhases() {
    const auto env = envOf("rubiks-cube");
    const SearchTrace trace = searched(*env);
    ImaginedStates states;
    states.read(*env, trace);
    const PanelState state;
    QVERIFY(states.at(0.0f, state, 1000).empty());
    QVERIFY2(states.at(0.1f, state, 1000).empty(), "actions are proposed, nobody has moved");
    for (const float phase : {0.3f, 0.6f, 0.9f, 1.1f, 1.6f, 2.3f, 3.0f}) {
      const auto all = states.at(phase, state, 1000);
      QVERIFY2(std::abs(sum(all) - 1.0f) < 1e-4f, qPrintable(QString::number(phase)));
      QCOMPARE(all.front().who.depth, phase < 1.2f ? 0 : phase < 2.2f ? 1 : 2);
    }
    for (const auto& one : states.at(0.3f, state, 1000))
      QVERIFY(std::abs(one.weight - static_cast<float>(one.particles) / 24.0f) < 1e-5f);
    std::vector<int> children(24, 0);
    for (int n = 0; n < 24; ++n) ++children[static_cast<std::size_t>(trace.parent[trace.at(1, n)])];
    float most = 0.0f;
    for (const auto& one : states.at(0.9f, state, 1000)) {
      most = std::max(most, one.weight);
      QVERIFY2(children[static_cast<std::size_t>(one.who.particle)] > 0, "who dies out is not imagined any more");
    }
    QVERIFY(most >= 1.0f / 24.0f);
  }

  /// What is shown is what a state weighs, not what each of thousands of particles does.
  void crowdsAddUp() {
    const auto env = envOf("rubiks-cube");
    const SearchTrace trace = searched(*env, 4096);
    ImaginedStates states;
    states.read(*env, trace);
    const auto all = states.at(0.3f, {}, 1000);
    QVERIFY(!all.empty() && all.size() <= 18);
    QVERIFY2(std::abs(sum(all) - 1.0f) < 0.01f, qPrintable(QString::number(sum(all))));
  }

  /// Who has reached the goal counts no more steps: solved cubes of different depths are one state.
  void solvedOnesAreOne() {
    const auto env = envOf("rubiks-cube");
    SearchTrace trace = searched(*env);
    const auto put = [&](int n, const char* turns, std::initializer_list<std::int32_t> solution) {
      std::vector<std::byte> state(trace.stateBytes);
      env->parse(turns, state);
      for (const std::int32_t action : solution) env->step(state, std::as_bytes(std::span(&action, 1)));
      QVERIFY(env->isGoal(state));
      const std::size_t i = trace.at(2, n);
      std::copy(state.begin(), state.end(), trace.state.begin() + static_cast<std::ptrdiff_t>(i * trace.stateBytes));
      trace.dead[i] = 1;
    };
    constexpr std::int32_t kUBack = 1, kRBack = 7;
    put(0, "U", {kUBack});
    put(1, "R U", {kUBack, kRBack});
    put(2, "R R U", {kUBack, kRBack, kRBack});
    const auto* first = &trace.state[trace.at(2, 0) * trace.stateBytes];
    QVERIFY2(!std::equal(first, first + trace.stateBytes, first + trace.stateBytes), "their steps differ");
    ImaginedStates states;
    states.read(*env, trace);
    int solved = 0;
    for (const auto& one : states.at(2.6f, {}, 1000)) solved += env->isGoal(one.state) ? one.particles : 0;
    int kinds = 0;
    for (const auto& one : states.at(2.6f, {}, 1000)) kinds += env->isGoal(one.state) ? 1 : 0;
    QCOMPARE(kinds, 1);
    QVERIFY(solved >= 3);
  }

  /// The particle that is pointed at marks the state it is in, also one that stands for others.
  void theFocusIsMarked() {
    const auto env = envOf("rubiks-cube");
    const SearchTrace trace = searched(*env);
    ImaginedStates states;
    states.read(*env, trace);
    PanelState state;
    for (int n = 0; n < 24; ++n) {
      state.selected = ParticleRef{0, n};
      int marked = 0;
      for (const auto& one : states.at(0.6f, state, 1000)) {
        if (!one.withFocus) continue;
        ++marked;
        const auto* own = &trace.state[trace.at(0, n) * trace.stateBytes];
        QVERIFY(std::equal(one.state.begin(), one.state.end(), own));
      }
      QVERIFY(marked == (trace.weight[trace.at(0, n)] > 5e-4f ? 1 : marked));
    }
    state.selected = ParticleRef{1, 0};
    for (const auto& one : states.at(0.6f, state, 1000)) QVERIFY(!one.withFocus);
  }

  void worldsWithPlacesHaveNone() {
    for (const std::string id : {"sokoban", "snake", "half-cheetah"}) {
      const auto env = envOf(id);
      const SearchTrace trace = searched(*env);
      ImaginedStates states;
      states.read(*env, trace);
      QVERIFY2(states.empty() && states.at(1.0f, {}, 8).empty(), id.c_str());
    }
  }

  void unlikelyOnesAreLeftOut() {
    const auto env = envOf("rubiks-cube");
    const SearchTrace trace = searched(*env);
    ImaginedStates states;
    states.read(*env, trace);
    PanelState state;
    const std::size_t all = states.at(0.6f, state, 1000).size();
    state.leastShare = 0.2f;
    const std::size_t likely = states.at(0.6f, state, 1000).size();
    QVERIFY(likely >= 1 && likely < all);
  }

  void cellsStayInsideTheWorld() {
    for (const float width : {120.0f, 300.0f, 440.0f, 680.0f, 1200.0f, 2400.0f})
      for (const float height : {80.0f, 200.0f, 420.0f, 900.0f}) {
        const PanelArea world{7.0f, 11.0f, width, height};
        const auto cells = imaginedCells(world);
        QVERIFY(cells.size() != 1 && cells.size() <= 6);
        for (std::size_t i = 0; i < cells.size(); ++i) {
          QVERIFY(cells[i].x >= world.x && cells[i].x + cells[i].width <= world.x + width);
          QVERIFY(cells[i].y >= world.y && cells[i].y + cells[i].height + 20.0f <= world.y + height);
          QVERIFY(i == 0 || cells[i].y >= cells[i - 1].y + cells[i - 1].height);
        }
      }
    QVERIFY(imaginedCells({0, 0, 640, 410}).size() >= 4);
    QVERIFY(imaginedCells({0, 0, 300, 410}).empty());
  }

  void filmsShowThem() {
    const auto env = envOf("rubiks-cube");
    auto frame = std::make_shared<PlayerFrame>();
    frame->trace = searched(*env);
    frame->before = frame->trace.rootState;
    frame->action = frame->trace.chosenAction;
    frame->after = frame->before;
    env->step(frame->after, frame->action);
    auto view = std::make_shared<PlayerView>();
    view->env = env;
    view->start = frame->before;
    view->frames.push_back(frame);
    const Moment moment = searchedMoment(view);
    PictureStyle style;
    style.width = 800;
    style.height = 500;
    style.panels = false;
    const Image with = EpisodePicture(style).draw(moment, 0.0);
    style.futures = false;
    const Image without = EpisodePicture(style).draw(moment, 0.0);
    QCOMPARE(with.pixels.size(), without.pixels.size());
    // They stand at the right edge and nowhere else.
    int right = 0, elsewhere = 0;
    for (int y = 0; y < style.height; ++y)
      for (int x = 0; x < style.width; ++x) {
        const std::size_t i = 4 * (static_cast<std::size_t>(y) * 800 + static_cast<std::size_t>(x));
        if (std::equal(&with.pixels[i], &with.pixels[i] + 3, &without.pixels[i])) continue;
        ++(x > 700 ? right : elsewhere);
      }
    QVERIFY2(right > 5000, qPrintable(QString::number(right)));
    QCOMPARE(elsewhere, 0);
  }
};

QTEST_GUILESS_MAIN(ImaginedStatesTest)
#include "imagined_states_test.moc"

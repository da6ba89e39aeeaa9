#include <cmath>
#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include "envs/registry.h"
#include "tests/support/expect_error.h"

using namespace spolab;

namespace {

using Bytes = std::vector<std::byte>;

Bytes floatsToBytes(const std::vector<float>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  return {bytes.begin(), bytes.end()};
}

/// Any legal action, the bounds of a box included.
Bytes randomAction(const Env& env, const Bytes& state, Rng& rng) {
  const EnvSpec& spec = env.spec();
  if (!spec.discrete()) {
    std::vector<float> values(static_cast<std::size_t>(spec.actionDims));
    for (float& x : values) x = std::clamp(2.4f * rng.uniform() - 1.2f, -1.0f, 1.0f);
    return floatsToBytes(values);
  }
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(spec.actionCount()), 9);
  env.legalActions(state, mask);
  std::vector<float> weights(mask.begin(), mask.end());
  const bool any = std::any_of(mask.begin(), mask.end(), [](std::uint8_t m) { return m != 0; });
  const std::int32_t action = any ? rng.categorical(weights) : 0;
  Bytes bytes(sizeof action);
  std::memcpy(bytes.data(), &action, sizeof action);
  return bytes;
}

bool same(const StepResult& a, const StepResult& b) {
  return std::memcmp(&a.reward, &b.reward, sizeof a.reward) == 0 && a.ended == b.ended && a.truncated == b.truncated &&
         a.success == b.success && a.failed == b.failed;
}

bool finite(const Vec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }
bool finite(const Quat& q) { return std::abs(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z - 1.0f) < 1e-3f; }
bool fair(const Look& look) {
  return look.alpha >= 0 && look.alpha <= 1 && look.emphasis >= 0 && look.emphasis <= 1 &&
         look.role <= ColourRole::kText;
}

/// What a renderer relies on; "" when all is well.
std::string sceneProblem(const Scene& scene) {
  for (const RoundedBox& b : scene.boxes) {
    const Vec3& h = b.halfExtents;
    if (!finite(b.pose.position) || !finite(b.pose.rotation) || !finite(h) || !fair(b.look)) return "box";
    if (h.x <= 0 || h.y <= 0 || h.z <= 0 || b.radius < 0 || b.radius > std::min({h.x, h.y, h.z}) * 1.001f)
      return "box size";
  }
  for (const Sphere& s : scene.spheres)
    if (!finite(s.centre) || !(s.radius > 0) || !fair(s.look)) return "sphere";
  for (const Capsule& c : scene.capsules)
    if (!finite(c.a) || !finite(c.b) || !(c.radius > 0) || !fair(c.look)) return "capsule";
  for (const LineStrip& l : scene.strips) {
    if (l.points.size() < 2 || !(l.width > 0) || !fair(l.look)) return "strip";
    for (const Vec3& p : l.points)
      if (!finite(p)) return "strip point";
  }
  for (const Label& l : scene.labels)
    if (!finite(l.position) || l.text.empty() || !(l.height > 0) || !fair(l.look)) return "label";
  const CameraHint& c = scene.camera;
  if (!finite(c.target) || !(c.distance > 0) || !std::isfinite(c.azimuth) || !std::isfinite(c.elevation))
    return "camera";
  if (!std::isfinite(scene.groundHeight) || !(scene.groundRadius > 0)) return "ground";
  if (scene.boxes.empty() && scene.spheres.empty() && scene.capsules.empty() && scene.strips.empty())
    return "nothing to see";
  return {};
}

/// A random episode: all states, actions and results; states has one entry more than actions.
struct Episode {
  std::vector<Bytes> states, actions;
  std::vector<StepResult> results;
};

Bytes resetState(const Env& env, std::uint64_t seed, std::uint32_t index) {
  Bytes state(env.spec().stateBytes, std::byte{0xA5});
  Rng rng(seed, Stream::kReset, index);
  env.reset(state, rng);
  return state;
}

constexpr int kDown = 30;  ///< steps beyond a fall

/// A body goes on `beyond` its fall: there most of it touches the ground.
Episode playRandomly(const Env& env, std::uint32_t index, int maxSteps, int beyond = kDown) {
  Rng rng(17, Stream::kTest, index);
  Episode episode;
  int down = 0;
  episode.states.push_back(resetState(env, 17, index));
  for (int t = 0; t < maxSteps; ++t) {
    episode.actions.push_back(randomAction(env, episode.states.back(), rng));
    episode.states.push_back(episode.states.back());
    episode.results.push_back(env.step(episode.states.back(), episode.actions.back()));
    const StepResult& result = episode.results.back();
    down += result.ended ? 1 : 0;
    if (result.truncated || result.failed || down > (env.spec().discrete() ? 0 : beyond)) break;
  }
  return episode;
}

/// One to three characters changed, taken out, doubled, or the end cut off.
std::string damaged(std::string text, Rng& rng) {
  const std::uint32_t wounds = 1 + rng.below(3);
  for (std::uint32_t w = 0; w < wounds && !text.empty(); ++w) {
    const std::size_t at = rng.below(static_cast<std::uint32_t>(text.size()));
    const char other = text[rng.below(static_cast<std::uint32_t>(text.size()))];
    switch (rng.below(5)) {
      case 0:
        text[at] = other;
        break;
      case 1:
        text[at] = static_cast<char>(rng.below(256));
        break;
      case 2:
        text.erase(at, 1);
        break;
      case 3:
        text.insert(at, 1, other);
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

constexpr std::uint32_t kEpisodes = 6;
constexpr int kSteps = 120;  ///< of an episode looked at closely

}  // namespace

/// What every environment must do. Runs over the registry, so a new one is tested before it has a test of its own.
class EnvConformance : public QObject {
  Q_OBJECT

  static void rows() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < envRegistry().size(); ++i)
      QTest::newRow(envRegistry()[i].id.c_str()) << static_cast<int>(i);
  }
  static const EnvEntry& entry(int index) { return envRegistry()[static_cast<std::size_t>(index)]; }
  static std::unique_ptr<Env> make(int index) { return entry(index).config()->make(); }

 private Q_SLOTS:
  void specIsSound_data() { rows(); }
  void specIsSound() {
    QFETCH(int, index);
    const auto env = make(index);
    const EnvSpec& spec = env->spec();
    QCOMPARE(spec.id, entry(index).id);
    QCOMPARE(spec.title, entry(index).title);
    QVERIFY(spec.stateBytes > 0 && spec.stateBytes % 8 == 0);
    QVERIFY(spec.observationBytes() > 0);
    QVERIFY(spec.tokenCount == 0 || (spec.tokenVocabulary >= 2 && spec.tokenVocabulary <= 256));
    int product = 1;
    for (const int size : spec.tokenShape) product *= size;
    if (spec.tokenCount > 0) QCOMPARE(product, spec.tokenCount);
    product = 1;
    for (const int size : spec.planeShape) product *= size;
    QVERIFY(spec.planeShape.empty() || (spec.planeShape.size() == 3 && product <= spec.floatCount));
    QVERIFY(!spec.actionNames.empty());
    if (!spec.discrete()) QCOMPARE(static_cast<int>(spec.actionNames.size()), spec.actionDims);
    QCOMPARE(std::set(spec.actionNames.begin(), spec.actionNames.end()).size(), spec.actionNames.size());
    QVERIFY(spec.stepLimit >= 1);
    QVERIFY(spec.discount > 0 && spec.discount <= 1);
    QVERIFY(spec.scoreMinimum < spec.scoreMaximum);
    QVERIFY(!env->stateHelp().empty());
  }

  void settingsAreInTheirGroup_data() { rows(); }
  void settingsAreInTheirGroup() {
    QFETCH(int, index);
    const auto config = entry(index).config();
    Schema schema;
    config->describe(schema);
    for (const Field& field : schema.fields()) {
      QVERIFY2(field.key.starts_with("env."), field.key.c_str());
      QVERIFY2(!field.help.empty() && !field.help.ends_with('.'), field.key.c_str());
      field.set(field.text(), "its own default");  // the default lies within the range
    }
    config->useEvaluationProtocol();
    QVERIFY(config->make() != nullptr);
  }

  void copyThenStepEqualsStep_data() { rows(); }
  void copyThenStepEqualsStep() {
    QFETCH(int, index);
    const auto env = make(index);
    const auto another = make(index);
    for (std::uint32_t e = 0; e < kEpisodes; ++e) {
      const Episode episode = playRandomly(*env, e, kSteps);
      // Again in another order, in another object: a step depends on the state's bytes alone.
      for (std::size_t t = episode.actions.size(); t-- > 0;) {
        Bytes state = episode.states[t];
        const StepResult result = another->step(state, episode.actions[t]);
        QVERIFY(same(result, episode.results[t]));
        QVERIFY(state == episode.states[t + 1]);
      }
    }
  }

  void threadsDoNotDisturbOneAnother_data() { rows(); }
  void threadsDoNotDisturbOneAnother() {
    QFETCH(int, index);
    const auto env = make(index);
    std::vector<Episode> expected(kEpisodes), found(kEpisodes);
    for (std::uint32_t e = 0; e < kEpisodes; ++e) expected[e] = playRandomly(*env, e, kSteps);
    {
      std::vector<std::jthread> threads;
      for (std::uint32_t first = 0; first < 2; ++first)
        threads.emplace_back([&, first] {
          for (std::uint32_t e = first; e < kEpisodes; e += 2) found[e] = playRandomly(*env, e, kSteps);
        });
    }
    for (std::uint32_t e = 0; e < kEpisodes; ++e) {
      QVERIFY(found[e].states == expected[e].states);
      QVERIFY(found[e].actions == expected[e].actions);
    }
  }

  void sameSeedSameStart_data() { rows(); }
  void sameSeedSameStart() {
    QFETCH(int, index);
    const auto env = make(index);
    std::set<Bytes> starts;
    for (std::uint32_t i = 0; i < 20; ++i) {
      // Every byte is written: what was there before does not show through.
      Bytes dirty(env->spec().stateBytes, std::byte{0x5A});
      Rng rng(1, Stream::kReset, i);
      env->reset(dirty, rng);
      QVERIFY(dirty == resetState(*env, 1, i));
      starts.insert(dirty);
    }
    QVERIFY(starts.size() > 1);
  }

  void textReadsBack_data() { rows(); }
  void textReadsBack() {
    QFETCH(int, index);
    const auto env = make(index);
    for (std::uint32_t e = 0; e < kEpisodes; ++e)
      for (const Bytes& state : playRandomly(*env, e, kSteps).states) {
        Bytes parsed(state.size(), std::byte{0x5A});
        env->parse(env->print(state), parsed);
        QVERIFY2(parsed == state, env->print(state).c_str());
      }
  }

  void actionsReadBack_data() { rows(); }
  void actionsReadBack() {
    QFETCH(int, index);
    const auto env = make(index);
    if (!env->spec().discrete()) return;
    for (std::uint32_t e = 0; e < kEpisodes; ++e) {
      const Episode episode = playRandomly(*env, e, kSteps);
      std::vector<std::int32_t> actions;
      for (const Bytes& action : episode.actions) actions.push_back(discreteAction(action));
      const Bytes& start = episode.states.front();
      const std::string text = env->printActions(start, actions);
      const std::vector<std::int32_t> read = env->parseActions(start, text);
      QCOMPARE(env->printActions(start, read), text);
      QVERIFY(read.size() <= actions.size());  // Sokoban's letters leave out what moves nothing
      if (env->spec().id != "sokoban") QVERIFY2(read == actions, text.c_str());
      const std::string message =
          test::usageErrorOf([&] { static_cast<void>(env->parseActions(start, text + " ?!")); });
      QVERIFY2(!message.empty(), text.c_str());
    }
  }

  void nonsenseIsRefused_data() { rows(); }
  void nonsenseIsRefused() {
    QFETCH(int, index);
    const auto env = make(index);
    Bytes state(env->spec().stateBytes);
    const std::string good = env->print(resetState(*env, 1, 0));
    // The empty text is left to the environment: for the cube it is no turns, the solved cube.
    for (const std::string& text :
         {std::string("?"), std::string(5000, 'q'), std::string("\x80\xFF\0x", 4), good + " ?!"}) {
      const std::string message = test::usageErrorOf([&] { env->parse(text, state); });
      QVERIFY2(!message.empty(), text.substr(0, 40).c_str());
      QVERIFY(!test::contains(message, "\n"));
    }
  }

  void damagedTextIsRefusedOrReadsBack_data() { rows(); }
  void damagedTextIsRefusedOrReadsBack() {
    QFETCH(int, index);
    const auto env = make(index);
    for (std::uint32_t i = 0; i < 400; ++i) {
      Rng rng(23, Stream::kTest, i);
      const Episode episode = playRandomly(*env, i % 7, 10);
      const std::string text = damaged(env->print(episode.states.back()), rng);
      Bytes state(env->spec().stateBytes), again(env->spec().stateBytes);
      try {
        env->parse(text, state);
      } catch (const Error& error) {
        QVERIFY2(error.kind() == Error::Kind::kUsage, error.what());
        continue;
      }
      env->parse(env->print(state), again);
      QVERIFY2(again == state, text.c_str());
    }
  }

  void observationFitsTheSpec_data() { rows(); }
  void observationFitsTheSpec() {
    QFETCH(int, index);
    const auto env = make(index);
    const EnvSpec& spec = env->spec();
    const std::size_t floatBytes = sizeof(float) * static_cast<std::size_t>(spec.floatCount);
    for (std::uint32_t e = 0; e < kEpisodes; ++e)
      for (const Bytes& state : playRandomly(*env, e, kSteps).states) {
        // Written in full, and nothing beyond: guarded on both sides, twice over different grounds.
        Bytes first(spec.observationBytes() + 16, std::byte{0xEE}), second(first.size(), std::byte{0x11});
        env->observe(state, std::span(first).subspan(8, spec.observationBytes()));
        env->observe(state, std::span(second).subspan(8, spec.observationBytes()));
        for (std::size_t i = 0; i < first.size(); ++i) {
          const bool inside = i >= 8 && i < first.size() - 8;
          QVERIFY(inside ? first[i] == second[i] : first[i] == std::byte{0xEE});
        }
        for (std::size_t i = 0; i < floatBytes; i += sizeof(float)) {
          float x = 0;
          std::memcpy(&x, first.data() + 8 + i, sizeof x);
          QVERIFY(std::isfinite(x));
        }
        for (std::size_t i = floatBytes; i < spec.observationBytes(); ++i)
          QVERIFY(std::to_integer<int>(first[8 + i]) < spec.tokenVocabulary);
      }
  }

  void maskAgreesWithStep_data() { rows(); }
  void maskAgreesWithStep() {
    QFETCH(int, index);
    const auto env = make(index);
    const EnvSpec& spec = env->spec();
    if (!spec.discrete()) return;
    for (std::uint32_t e = 0; e < kEpisodes; ++e) {
      const Episode episode = playRandomly(*env, e, kSteps);
      for (std::size_t t = 0; t < episode.actions.size(); ++t) {
        std::vector<std::uint8_t> mask(static_cast<std::size_t>(spec.actionCount()), 9);
        env->legalActions(episode.states[t], mask);
        for (std::int32_t action = 0; action < spec.actionCount(); ++action) {
          const auto legal = mask[static_cast<std::size_t>(action)];
          QVERIFY(legal == 1 || (legal == 0 && spec.hasLegalMask));
          if (legal == 1) continue;
          Bytes state = episode.states[t];
          const StepResult result = env->step(state, std::as_bytes(std::span(&action, 1)));
          QVERIFY(result.reward <= 0.0f && !result.success);  // an illegal action earns nothing
        }
      }
    }
  }

  void episodesEnd_data() { rows(); }
  void episodesEnd() {
    QFETCH(int, index);
    const auto env = make(index);
    const EnvSpec& spec = env->spec();
    const auto episodes = spec.stepLimit > 500 ? 1u : 10u;
    for (std::uint32_t e = 0; e < episodes; ++e) {
      const Episode episode = playRandomly(*env, e, spec.stepLimit, 0);
      double score = 0;
      for (std::size_t t = 0; t < episode.results.size(); ++t) {
        const StepResult& result = episode.results[t];
        QVERIFY(std::isfinite(result.reward));
        QVERIFY(!(result.ended && result.truncated));
        QVERIFY(!result.failed || (result.ended && result.reward == 0.0f));
        QCOMPARE(result.ended || result.truncated, t + 1 == episode.results.size());
        QVERIFY(!env->isOver(episode.states[t]) && !env->isGoal(episode.states[t]));
        QVERIFY(!result.success || env->isGoal(episode.states[t + 1]));
        // A snake that has run into a wall lies where it was, and so does a body whose simulation broke down.
        const bool fell = result.ended && !spec.discrete() && !result.failed;
        if (result.truncated || result.success || fell) QVERIFY(env->isOver(episode.states[t + 1]));
        score += result.reward;
      }
      QVERIFY(std::isfinite(score));
    }
  }

  void batchesEqualSingleSteps_data() { rows(); }
  void batchesEqualSingleSteps() {
    QFETCH(int, index);
    const auto env = make(index);
    const EnvSpec& spec = env->spec();
    Bytes states, actions, expectedStates, expectedObservations;
    std::vector<StepResult> expected;
    for (std::uint32_t e = 0; e < 37; ++e) {
      const Episode episode = playRandomly(*env, e, 1 + static_cast<int>(e % 5));
      states.insert(states.end(), episode.states.end()[-2].begin(), episode.states.end()[-2].end());
      actions.insert(actions.end(), episode.actions.back().begin(), episode.actions.back().end());
      expectedStates.insert(expectedStates.end(), episode.states.back().begin(), episode.states.back().end());
      expected.push_back(episode.results.back());
      Bytes observation(spec.observationBytes());
      env->observe(episode.states.back(), observation);
      expectedObservations.insert(expectedObservations.end(), observation.begin(), observation.end());
    }
    std::vector<float> rewards(expected.size());
    std::vector<std::uint8_t> flags(expected.size(), 0xFF);
    env->stepBatch(states, actions, rewards, flags);
    QVERIFY(states == expectedStates);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const StepResult result{rewards[i], (flags[i] & kEnded) != 0, (flags[i] & kTruncated) != 0,
                              (flags[i] & kSuccess) != 0, (flags[i] & kFailed) != 0};
      QVERIFY(same(result, expected[i]));
      QCOMPARE(flags[i] & ~(kEnded | kTruncated | kSuccess | kFailed), 0);
    }
    Bytes observations(expectedObservations.size());
    env->observeBatch(states, observations);
    QVERIFY(observations == expectedObservations);
  }

  void scenesAreFinite_data() { rows(); }
  void scenesAreFinite() {
    QFETCH(int, index);
    const auto env = make(index);
    Scene scene;
    for (std::uint32_t e = 0; e < 3; ++e) {
      const Episode episode = playRandomly(*env, e, 30);
      for (std::size_t t = 0; t < episode.states.size(); ++t) {
        env->draw(episode.states[t], {}, 0.0f, scene);
        QCOMPARE(sceneProblem(scene), std::string());
        if (t == episode.actions.size()) break;
        const Bytes before = episode.states[t];
        for (const float fraction : {0.0f, 0.25f, 0.5f, 1.0f}) {
          env->draw(episode.states[t], episode.actions[t], fraction, scene);
          QCOMPARE(sceneProblem(scene), std::string());
        }
        QVERIFY(before == episode.states[t]);
        env->draw(before, {}, 0.0f, scene);
        const std::size_t capsules = scene.capsules.size();
        env->drawActor(before, scene);  // adds, never clears
        QVERIFY(scene.capsules.size() >= capsules);
        QCOMPARE(sceneProblem(scene), std::string());
        Vec3 point;
        QVERIFY(!env->place(before, point) || finite(point));
      }
    }
  }

  void drawingTwiceIsTheSame_data() { rows(); }
  void drawingTwiceIsTheSame() {
    QFETCH(int, index);
    const auto env = make(index);
    const Bytes state = resetState(*env, 5, 0);
    Scene first, second;
    env->draw(state, {}, 0.0f, first);
    env->draw(state, {}, 0.0f, second);
    env->draw(state, {}, 0.0f, second);  // a scene may be used again
    QCOMPARE(first.boxes.size(), second.boxes.size());
    QCOMPARE(first.spheres.size(), second.spheres.size());
    QCOMPARE(first.capsules.size(), second.capsules.size());
    QCOMPARE(first.strips.size(), second.strips.size());
    QCOMPARE(first.labels.size(), second.labels.size());
  }
};

QTEST_APPLESS_MAIN(EnvConformance)
#include "env_conformance.moc"

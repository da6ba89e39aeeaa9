#include "envs/planar_bodies/planar_env.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "core/base/check.h"
#include "envs/bare_engine.h"
#include "envs/planar_bodies/controls.h"
#include "envs/planar_bodies/planar_handling.h"
#include "envs/planar_bodies/planar_scene.h"
#include "envs/planar_bodies/simulate.h"
#include "envs/planar_bodies/terrain.h"

namespace spolab::planar {
namespace {

constexpr float kProfileReach = 1.0f;  ///< heights of the profile are clipped to ± this

EnvSpec makeSpec(const Task& task, const Settings& settings) {
  const auto joints = static_cast<int>(task.body->joints());
  EnvSpec spec;
  spec.id = task.id;
  spec.title = task.title;
  spec.stateBytes = sizeof(State);
  spec.floatCount = 2 + joints + 3 + joints + (task.hasTerrain ? kSamples : 0);
  for (std::size_t i = 1; i < task.body->links.size(); ++i)
    spec.actionNames.push_back(task.body->links[i].hinge.actionName);
  spec.actionDims = joints;
  spec.stepLimit = static_cast<int>(settings.stepLimit);
  spec.secondsPerStep = task.body->controlSeconds();
  spec.scoreMinimum = task.scoreMinimum;
  spec.scoreMaximum = task.scoreMaximum;
  return spec;
}

State load(StateView bytes) {
  State state;
  std::memcpy(&state, bytes.data(), sizeof state);
  return state;
}

/// The floats of an action, clamped to [−1, 1].
struct Torques {
  std::array<float, kMaxJoints> values{};
  bool finite = true;
  float sumOfSquares = 0;

  Torques(ActionView action, std::size_t joints) {
    std::memcpy(values.data(), action.data(), joints * sizeof(float));
    for (std::size_t j = 0; j < joints; ++j) {
      finite = finite && std::isfinite(values[j]);
      values[j] = std::clamp(values[j], -1.0f, 1.0f);
      sumOfSquares += values[j] * values[j];
    }
  }
};

class PlanarEngine final : public BareEngine {
 public:
  PlanarEngine(const Body& body, const Settings& settings, bool rough)
      : joints_(body.joints()), difficulty_(settings.difficulty), rough_(rough), world_(body, rough) {}

  void load(StateView bytes) override {
    const State state = planar::load(bytes);
    const Terrain terrain{state.terrain, difficulty_};
    world_.load(state, rough_ ? &terrain : nullptr);
  }
  void step(ActionView action) override {
    const Torques torques(action, joints_);
    world_.run(std::span(torques.values).first(joints_));
  }
  void read(StateSpan bytes) const override {
    const State state = world_.read();
    std::memcpy(bytes.data(), &state, sizeof state);
  }

 private:
  std::size_t joints_;
  double difficulty_;
  bool rough_;
  BareWorld world_;
};

class PlanarEnv final : public Env, public EngineDriven, private Handling {
 public:
  PlanarEnv(const Task& task, const Settings& settings)
      : task_(task),
        body_(*task.body),
        settings_(settings),
        spec_(makeSpec(task, settings)),
        controls_(body_, task.keys) {}

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }

  void reset(StateSpan bytes, Rng& rng) const override {
    State state;
    if (task_.hasTerrain) state.terrain = rng.nextU64();
    const auto position = [&] { return task_.positionNoise * (2 * rng.uniform() - 1); };
    const auto rate = [&] {
      return task_.rateNoise * (task_.gaussianRates ? static_cast<float>(rng.normal()) : 2 * rng.uniform() - 1);
    };
    state.x = position();
    state.z = body_.startHeight + position();
    state.pitch = position();
    for (std::size_t j = 0; j < body_.joints(); ++j) state.angles[j] = position();
    state.vx = rate();
    state.vz = rate();
    state.pitchRate = rate();
    for (std::size_t j = 0; j < body_.joints(); ++j) state.rates[j] = rate();
    std::memcpy(bytes.data(), &state, sizeof state);
  }

  StepResult step(StateSpan bytes, ActionView action) const override {
    SPOLAB_CHECK_EQ(bytes.size(), sizeof(State));
    SPOLAB_CHECK_EQ(action.size(), spec_.actionBytes());
    const Torques torques(action, body_.joints());
    const State before = load(bytes);
    State after = before;
    StepResult result;
    if (!torques.finite || !move(after, torques)) {
      result.ended = result.failed = true;
      return result;
    }
    ++after.steps;
    std::memcpy(bytes.data(), &after, sizeof after);
    const auto speed = static_cast<float>((after.x - before.x) / body_.controlSeconds());
    result.reward = speed + task_.aliveReward - task_.controlCost * torques.sumOfSquares;
    result.ended = task_.canFall && hasFallen(after);
    result.truncated = !result.ended && after.steps >= spec_.stepLimit;
    return result;
  }

  [[nodiscard]] bool isOver(StateView bytes) const override {
    const State state = load(bytes);
    return (task_.canFall && hasFallen(state)) || state.steps >= spec_.stepLimit;
  }

  void observe(StateView bytes, std::span<std::byte> observation) const override {
    const State state = load(bytes);
    std::array<float, 2 * kMaxJoints + 5 + kSamples> values;
    float* out = values.data();
    *out++ = heightOf(state) - task_.observedHeightOffset;
    *out++ = state.pitch;
    for (std::size_t j = 0; j < body_.joints(); ++j) *out++ = state.angles[j];
    const auto rate = [&](float value) { return std::clamp(value, -task_.observedRateLimit, task_.observedRateLimit); };
    *out++ = rate(state.vx);
    *out++ = rate(state.vz);
    *out++ = rate(state.pitchRate);
    for (std::size_t j = 0; j < body_.joints(); ++j) *out++ = rate(state.rates[j]);
    if (task_.hasTerrain) observeGround(state, out);
    std::memcpy(observation.data(), values.data(), spec_.observationBytes());
  }

  void draw(StateView from, ActionView action, float fraction, Scene& scene) const override {
    const State shown = shownAt(from, action, fraction);
    const Terrain terrain = terrainOf(shown);
    drawWorld(body_, shown, task_.hasTerrain ? &terrain : nullptr, scene);
  }

  [[nodiscard]] std::unique_ptr<BareEngine> bareEngine() const override {
    return std::make_unique<PlanarEngine>(body_, settings_, task_.hasTerrain);
  }
  [[nodiscard]] const Controls* controls() const override { return &controls_; }
  [[nodiscard]] const Handling* handling() const override { return this; }

  void drawActor(StateView state, Scene& scene) const override { drawBody(body_, load(state), scene); }

  bool place(StateView state, Vec3& point) const override {
    point = centreOfMass(body_, load(state));
    return true;
  }

  [[nodiscard]] std::string print(StateView state) const override {
    return printState(body_, load(state), task_.hasTerrain);
  }

  void parse(std::string_view text, StateSpan bytes) const override {
    const State state = parseState(body_, text, task_.hasTerrain, spec_.stepLimit);
    std::memcpy(bytes.data(), &state, sizeof state);
  }

  [[nodiscard]] std::string stateHelp() const override {
    const std::string joints = std::to_string(body_.joints());
    return std::string(task_.hasTerrain ? "\"terrain SEED (hexadecimal) " : "\"") + "x X q Z PITCH and " + joints +
           " joint angles, qd VX VZ PITCHRATE and " + joints +
           " joint rates, step N\" in one line of words (metres, radians, seconds; numbers decimal or hexadecimal as "
           "C's %a prints them)";
  }

 private:
  [[nodiscard]] std::optional<Hold> holdAt(const Instant& instant, const Vec3& point) const override {
    return planar::holdAt(body_, shownAt(instant.from, instant.action, instant.fraction), point);
  }
  [[nodiscard]] Vec3 pointOf(const Instant& instant, const Hold& hold) const override {
    return planar::pointOf(body_, shownAt(instant.from, instant.action, instant.fraction), hold);
  }
  [[nodiscard]] std::optional<Vec3> plane() const override { return Vec3{0, 1, 0}; }
  PushEffect push(StateSpan bytes, const Push& push) const override {
    State state = load(bytes);
    const PushEffect effect = planar::push(body_, state, push);
    std::memcpy(bytes.data(), &state, sizeof state);
    return effect;
  }

  /// The way of a step from `from`, mixed linearly; `from` itself where there is no step.
  [[nodiscard]] State shownAt(StateView from, ActionView action, float fraction) const {
    const State before = load(from);
    if (action.empty() || fraction <= 0) return before;
    State after = before;
    const Torques torques(action, body_.joints());
    return torques.finite && move(after, torques) ? between(before, after, fraction) : before;
  }

  [[nodiscard]] Terrain terrainOf(const State& state) const { return {state.terrain, settings_.difficulty}; }

  /// One control step of physics; false when the simulation broke down.
  bool move(State& state, const Torques& torques) const {
    const Terrain terrain = terrainOf(state);
    return advance(body_, state, std::span(torques.values).first(body_.joints()), task_.hasTerrain ? &terrain : nullptr)
        .sound;
  }

  /// Of the torso above the ground, gaps bridged.
  [[nodiscard]] float heightOf(const State& state) const {
    return task_.hasTerrain ? state.z - terrainOf(state).surface(state.x) : state.z;
  }

  [[nodiscard]] bool hasFallen(const State& state) const {
    const float height = heightOf(state);
    bool healthy =
        height > task_.minimumHeight && height < task_.maximumHeight && std::abs(state.pitch) < task_.maximumPitch;
    const auto within = [&](float value) { healthy = healthy && std::abs(value) < task_.largestHealthy; };
    within(state.pitch);
    within(state.vx);
    within(state.vz);
    within(state.pitchRate);
    for (std::size_t j = 0; j < body_.joints(); ++j) {
      within(state.angles[j]);
      within(state.rates[j]);
    }
    return !healthy;
  }

  /// Heights of the ground ahead against where the feet of the upright body would be.
  void observeGround(const State& state, float* out) const {
    const Terrain terrain = terrainOf(state);
    const float feet = state.z - body_.startHeight;
    for (int i = 0; i < kSamples; ++i) {
      const float height = terrain.ground(state.x + kFirstSample + i * kSampleSpacing) - feet;
      out[i] = std::clamp(height, -kProfileReach, kProfileReach);
    }
  }

  Task task_;
  const Body& body_;
  Settings settings_;
  EnvSpec spec_;
  BodyControls controls_;
};

class PlanarConfig final : public EnvConfig {
 public:
  explicit PlanarConfig(const Task& task) : task_(task) {}

  void describe(Schema& schema) override {
    schema.group("env");
    schema.add("step_limit", settings_.stepLimit, {1, 100000}, "steps", "An episode is cut off after this many steps");
    if (task_.hasTerrain)
      schema.add("difficulty", settings_.difficulty, {0, 1.5}, "",
                 "Size of steps, slopes and gaps: 0 is flat ground, 1 the standard");
  }

  [[nodiscard]] std::unique_ptr<Env> make() const override { return makePlanarEnv(task_, settings_); }

 private:
  Task task_;
  Settings settings_;
};

}  // namespace

std::unique_ptr<Env> makePlanarEnv(const Task& task, const Settings& settings) {
  return std::make_unique<PlanarEnv>(task, settings);
}

std::unique_ptr<EnvConfig> makePlanarConfig(const Task& task) { return std::make_unique<PlanarConfig>(task); }

}  // namespace spolab::planar

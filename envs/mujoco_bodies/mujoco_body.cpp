#include <algorithm>
#include <cmath>
#include <cstring>
#include <mujoco/mujoco.h>

#include "core/base/check.h"
#include "core/base/error.h"
#include "envs/bare_engine.h"
#include "envs/mujoco_bodies/body.h"

namespace spolab {
namespace {

using namespace bodies;

EnvSpec makeSpec(const Body& body, const MujocoBodySettings& settings) {
  EnvSpec spec;
  spec.id = body.rules.id;
  spec.title = body.rules.title;
  spec.stateBytes = stateBytes(body);
  spec.floatCount = observationSize(body, settings.contactForces);
  spec.actionDims = static_cast<int>(body.controls);
  for (int i = 0; i < body.model->nu; ++i)
    spec.actionNames.emplace_back(mj_id2name(body.model.get(), mjOBJ_ACTUATOR, i));
  spec.stepLimit = static_cast<int>(settings.stepLimit);
  spec.secondsPerStep = body.rules.substeps * body.model->opt.timestep;
  spec.scoreMaximum = body.rules.scoreMaximum;
  return spec;
}

class MujocoBody final : public Env, public EngineDriven, private Handling {
 public:
  MujocoBody(const Body& body, const MujocoBodySettings& settings)
      : body_(body), contactForces_(settings.contactForces), spec_(makeSpec(body, settings)), controls_(body) {}

  [[nodiscard]] const EnvSpec& spec() const override { return spec_; }

  void reset(StateSpan state, Rng& rng) const override {
    const Rules& rules = body_.rules;
    mjData& data = scratch(body_);
    const auto uniform = [&rng](double bound) { return bound * (2.0 * rng.uniformDouble() - 1.0); };
    for (std::size_t i = 0; i < body_.positions; ++i)
      data.qpos[i] = body_.model->key_qpos[i] + uniform(rules.positionNoise);
    mju_normalize4(data.qpos + 3);
    for (std::size_t i = 0; i < body_.velocities; ++i)
      data.qvel[i] = rules.normalVelocities ? rules.velocityNoise * rng.normal() : uniform(rules.velocityNoise);
    mju_zero(data.ctrl, static_cast<int>(body_.controls));
    save(body_, data, 0, state);
  }

  StepResult step(StateSpan state, ActionView action) const override {
    mjData& data = scratch(body_);
    restore(body_, state, data);
    if (!control(action, data)) return kBrokenDown;
    double start = data.qpos[0];
    for (int k = 0; k < body_.rules.substeps; ++k) {
      if (!advance(*body_.model, data)) return kBrokenDown;
      // What the engine derives belongs to the state before its step: here, where the environment's step began.
      if (k == 0 && body_.rules.forwardOfMass) start = data.subtree_com[0];
    }
    if (!isSound(*body_.model, data)) return kBrokenDown;

    const std::int64_t steps = stepsOf(state) + 1;
    save(body_, data, steps, state);
    const double height = data.qpos[2];
    StepResult result;
    result.reward = static_cast<float>(reward(data, start));
    result.ended = !isUp(height);
    result.truncated = !result.ended && steps >= spec_.stepLimit;
    return result;
  }

  [[nodiscard]] bool isOver(StateView state) const override {
    mjData& data = scratch(body_);
    restore(body_, state, data);
    return !isUp(data.qpos[2]) || stepsOf(state) >= spec_.stepLimit;
  }

  void observe(StateView state, std::span<std::byte> observation) const override {
    bodies::observe(body_, state, contactForces_, observation);
  }

  void draw(StateView from, ActionView action, float fraction, Scene& scene) const override {
    mjData& data = pose({from, action, fraction});
    scene.clear();
    addSurroundings(body_, centreOfMass(body_, data), scene);
    addBody(body_, data, scene);
  }

  void drawActor(StateView state, Scene& scene) const override {
    mjData& data = scratch(body_);
    restore(body_, state, data);
    mj_kinematics(body_.model.get(), &data);
    addBody(body_, data, scene);
  }

  bool place(StateView state, Vec3& point) const override {
    mjData& data = scratch(body_);
    restore(body_, state, data);
    const auto centre = centreOfMass(body_, data);
    point = {static_cast<float>(centre[0]), static_cast<float>(centre[1]), static_cast<float>(centre[2])};
    return true;
  }

  [[nodiscard]] std::unique_ptr<BareEngine> bareEngine() const override { return std::make_unique<Engine>(*this); }
  [[nodiscard]] const Controls* controls() const override { return &controls_; }
  [[nodiscard]] const Handling* handling() const override { return this; }

  [[nodiscard]] std::string print(StateView state) const override { return printState(body_, state); }
  void parse(std::string_view text, StateSpan state) const override { parseState(body_, text, spec_.stepLimit, state); }
  [[nodiscard]] std::string stateHelp() const override { return bodies::stateHelp(body_); }

 private:
  class Engine final : public BareEngine {
   public:
    explicit Engine(const MujocoBody& env) : env_(env), data_(makeData(*env.body_.model)) {}
    void load(StateView state) override { restore(env_.body_, state, *data_); }
    void step(ActionView action) override {
      SPOLAB_CHECK(env_.control(action, *data_));
      for (int k = 0; k < env_.body_.rules.substeps; ++k) mj_step(env_.body_.model.get(), data_.get());
    }
    void read(StateSpan state) const override { save(env_.body_, *data_, 0, state); }

   private:
    const MujocoBody& env_;
    Data data_;
  };

  [[nodiscard]] std::optional<Hold> holdAt(const Instant& instant, const Vec3& point) const override {
    mjData& data = pose(instant);
    mj_kinematics(body_.model.get(), &data);
    return bodies::holdAt(body_, data, point);
  }
  [[nodiscard]] Vec3 pointOf(const Instant& instant, const Hold& hold) const override {
    mjData& data = pose(instant);
    mj_kinematics(body_.model.get(), &data);
    return bodies::pointOf(data, hold);
  }
  PushEffect push(StateSpan state, const Push& push) const override {
    mjData& data = scratch(body_);
    restore(body_, state, data);
    const PushEffect effect = bodies::push(body_, data, push, spec_.secondsPerStep);
    if (effect.strength == 0.0f || !isSound(*body_.model, data)) return {};
    saveVelocities(body_, data, state);
    return effect;
  }

  /// The scratch data with the positions of that moment; where the step there breaks down, those before it.
  mjData& pose(const Instant& instant) const {
    mjData& data = scratch(body_);
    restore(body_, instant.from, data);
    if (!instant.action.empty() && !move(instant.action, instant.fraction, data)) restore(body_, instant.from, data);
    return data;
  }

  [[nodiscard]] bool isUp(double height) const { return body_.rules.lowest <= height && height <= body_.rules.highest; }

  /// Nothing of a step that broke down is kept: the state stays as it was.
  static constexpr StepResult kBrokenDown{.reward = 0.0f, .ended = true, .failed = true};

  /// Sets the controls; false where one is no number. An action beyond [−1, 1] counts as the bound.
  bool control(ActionView action, mjData& data) const {
    SPOLAB_CHECK_EQ(action.size(), spec_.actionBytes());
    for (std::size_t i = 0; i < body_.controls; ++i) {
      float a;
      std::memcpy(&a, action.data() + i * sizeof a, sizeof a);
      if (!std::isfinite(a)) return false;
      data.ctrl[i] = body_.rules.controlScale * std::clamp(static_cast<double>(a), -1.0, 1.0) + 0.0;  // no −0
    }
    return true;
  }

  double reward(mjData& data, double start) const {
    const Rules& rules = body_.rules;
    const double end = rules.forwardOfMass ? centreOfMass(body_, data)[0] : data.qpos[0];
    const double seconds = rules.substeps * body_.model->opt.timestep;
    const double effort = mju_dot(data.ctrl, data.ctrl, static_cast<int>(body_.controls));
    return rules.forwardReward * (end - start) / seconds + rules.aliveReward - rules.controlCost * effort;
  }

  /// Brings `data` to `fraction` of the way through a step; false when the step breaks down on that way.
  bool move(ActionView action, float fraction, mjData& data) const {
    if (!control(action, data)) return false;
    const double passed = std::clamp(static_cast<double>(fraction), 0.0, 1.0) * body_.rules.substeps;
    for (int k = 0; k < passed; ++k)
      if (!advance(*body_.model, data)) return false;
    // The integrator moves along the new velocities, so going back along them leads through the time step.
    const double ahead = std::ceil(passed) - passed;
    if (ahead > 0.0) mj_integratePos(body_.model.get(), data.qpos, data.qvel, -ahead * body_.model->opt.timestep);
    return isSound(*body_.model, data);
  }

  const Body& body_;
  bool contactForces_;
  EnvSpec spec_;
  BodyControls controls_;
};

class MujocoBodyConfig final : public EnvConfig {
 public:
  MujocoBodyConfig(const Body& (*body)(), bool observesMasses) : body_(body), observesMasses_(observesMasses) {}

  void describe(Schema& schema) override {
    schema.group("env");
    schema.add("step_limit", settings_.stepLimit, {1, 100000}, "steps", "An episode is cut off after this many steps");
    if (!observesMasses_) return;
    schema.add("contact_forces", settings_.contactForces,
               "The observation ends with the contact forces on every part (376 numbers, else 292 and faster)");
    schema.shapesNetwork();
  }
  [[nodiscard]] std::unique_ptr<Env> make() const override { return makeMujocoBody(body_(), settings_); }

 private:
  const Body& (*body_)();
  bool observesMasses_;
  MujocoBodySettings settings_;
};

}  // namespace

std::unique_ptr<Env> makeMujocoBody(const Body& body, const MujocoBodySettings& settings) {
  return std::make_unique<MujocoBody>(body, settings);
}

std::unique_ptr<EnvConfig> makeMujocoBodyConfig(const Body& (*body)(), bool observesMasses) {
  return std::make_unique<MujocoBodyConfig>(body, observesMasses);
}

}  // namespace spolab

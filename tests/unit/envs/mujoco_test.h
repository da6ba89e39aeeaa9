#pragma once

#include <cstring>
#include <memory>
#include <mujoco/mujoco.h>
#include <string>
#include <vector>

#include <QTest>

#include "envs/mujoco_bodies/body.h"

/// What the tests of the MuJoCo bodies share. States are kept as doubles, the first of which holds the step count's
/// bits.
namespace spolab::test {

using State = std::vector<double>;
using Action = std::vector<float>;

inline StateSpan bytes(State& state) { return std::as_writable_bytes(std::span(state)); }
inline StateView bytes(const State& state) { return std::as_bytes(std::span(state)); }
inline ActionView bytes(const Action& action) { return std::as_bytes(std::span(action)); }

inline const bodies::Body& bodyNamed(const std::string& id) { return id == "ant" ? bodies::ant() : bodies::humanoid(); }

/// A body's environment with plain values in and out.
struct Player {
  const bodies::Body& body;
  std::unique_ptr<Env> env;

  explicit Player(const std::string& id, const MujocoBodySettings& settings = {})
      : body(bodyNamed(id)), env(makeMujocoBody(body, settings)) {}

  State reset(std::uint32_t index) const {
    State state(env->spec().stateBytes / sizeof(double));
    Rng rng(5, Stream::kReset, index);
    env->reset(bytes(state), rng);
    return state;
  }
  StepResult step(State& state, const Action& action) const { return env->step(bytes(state), bytes(action)); }
  Action still() const { return Action(body.controls, 0.0f); }
  Action random(std::uint32_t index, float scale = 1.0f) const {
    Rng rng(6, Stream::kTest, index);
    Action action(body.controls);
    for (float& x : action) x = scale * (2.0f * rng.uniform() - 1.0f);
    return action;
  }
  std::vector<float> observe(const State& state) const {
    std::vector<float> numbers(static_cast<std::size_t>(env->spec().floatCount));
    env->observe(bytes(state), std::as_writable_bytes(std::span(numbers)));
    return numbers;
  }
  double* positions(State& state) const { return state.data() + 1; }
  double* velocities(State& state) const { return state.data() + 1 + body.positions; }
  double* controls(State& state) const { return state.data() + 1 + body.positions + body.velocities; }
};

/// MuJoCo used directly on the asset file: nothing of envs/ in between.
struct Direct {
  bodies::Model model;
  bodies::Data data;

  explicit Direct(const std::string& id) {
    char message[1000] = "";
    model.reset(
        mj_loadXML((SPOLAB_SOURCE_DIR "/assets/bodies/" + id + ".xml").c_str(), nullptr, message, sizeof message));
    if (!model) qFatal("%s", message);
    data.reset(mj_makeData(model.get()));
  }
  void load(const State& state) const {
    const double* from = state.data() + 1;
    mju_copy(data->qpos, from, model->nq);
    mju_copy(data->qvel, from + model->nq, model->nv);
    mju_zero(data->ctrl, model->nu);
    const int kept = static_cast<int>(state.size()) - 1 - model->nq - model->nv;
    mju_copy(data->ctrl, from + model->nq + model->nv, kept);
  }
};

/// Both bodies as rows of a test's data, and the id of the row that runs.
inline void rows() {
  QTest::addColumn<QString>("id");
  QTest::newRow("ant") << "ant";
  QTest::newRow("humanoid") << "humanoid";
}
inline std::string id() {
  QFETCH(QString, id);
  return id.toStdString();
}

}  // namespace spolab::test

#include "envs/mujoco_bodies/body.h"

#include <cstring>
#include <mujoco/mujoco.h>

#include "core/base/check.h"

namespace spolab::bodies {
namespace {

constexpr std::size_t kHeader = sizeof(std::int64_t);

}  // namespace

Body makeBody(Rules rules, std::size_t index) {
  Body body;
  body.model = compileModel(rules.id, rules.mjcf);
  body.index = index;
  body.positions = static_cast<std::size_t>(body.model->nq);
  body.velocities = static_cast<std::size_t>(body.model->nv);
  body.controls = static_cast<std::size_t>(body.model->nu);
  body.keptControls = rules.observesMasses ? body.controls : 0;
  body.rules = std::move(rules);
  SPOLAB_CHECK_LT(index, kBodies);
  SPOLAB_CHECK_EQ(body.model->na, 0);                             // activations would be part of the state
  SPOLAB_CHECK_EQ(body.model->nkey, 1);                           // the pose a reset starts from
  SPOLAB_CHECK(body.model->opt.disableflags & mjDSBL_WARMSTART);  // and so would the last solution
  return body;
}

mjData_& scratch(const Body& body) {
  thread_local std::array<Data, kBodies> all;
  Data& data = all[body.index];
  if (!data) data = makeData(*body.model);
  return *data;
}

std::size_t stateBytes(const Body& body) {
  return kHeader + sizeof(double) * (body.positions + body.velocities + body.keptControls);
}

std::int64_t stepsOf(StateView state) {
  std::int64_t steps;
  std::memcpy(&steps, state.data(), sizeof steps);
  return steps;
}

void restore(const Body& body, StateView state, mjData_& data) {
  SPOLAB_CHECK_EQ(state.size(), stateBytes(body));
  const std::byte* from = state.data() + kHeader;
  const auto read = [&from](double* to, std::size_t count) {
    std::memcpy(to, from, sizeof(double) * count);
    from += sizeof(double) * count;
  };
  read(data.qpos, body.positions);
  read(data.qvel, body.velocities);
  read(data.ctrl, body.keptControls);
  if (body.keptControls == 0) mju_zero(data.ctrl, static_cast<int>(body.controls));
  clearWarnings(data);
}

void save(const Body& body, const mjData_& data, std::int64_t steps, StateSpan state) {
  SPOLAB_CHECK_EQ(state.size(), stateBytes(body));
  std::memcpy(state.data(), &steps, sizeof steps);
  std::byte* to = state.data() + kHeader;
  const auto write = [&to](const double* from, std::size_t count) {
    std::memcpy(to, from, sizeof(double) * count);
    to += sizeof(double) * count;
  };
  write(data.qpos, body.positions);
  write(data.qvel, body.velocities);
  write(data.ctrl, body.keptControls);
}

void saveVelocities(const Body& body, const mjData_& data, StateSpan state) {
  SPOLAB_CHECK_EQ(state.size(), stateBytes(body));
  std::memcpy(state.data() + kHeader + sizeof(double) * body.positions, data.qvel, sizeof(double) * body.velocities);
}

std::array<double, 3> centreOfMass(const Body& body, mjData_& data) {
  const mjModel& model = *body.model;
  mj_kinematics(&model, &data);
  std::array<double, 3> sum{};
  double mass = 0.0;
  for (int i = 1; i < model.nbody; ++i) {
    mju_addToScl3(sum.data(), data.xipos + 3 * i, model.body_mass[i]);
    mass += model.body_mass[i];
  }
  for (double& x : sum) x /= mass;
  return sum;
}

}  // namespace spolab::bodies

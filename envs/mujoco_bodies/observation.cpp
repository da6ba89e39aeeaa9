#include <array>
#include <cstring>
#include <mujoco/mujoco.h>

#include "core/base/check.h"
#include "envs/mujoco_bodies/body.h"

namespace spolab::bodies {
namespace {

constexpr std::size_t kHidden = 2;  ///< x and y: where the body is makes no difference to what it should do
constexpr std::size_t kMostNumbers = 512;

/// Collects numbers as float32.
class Numbers {
 public:
  void add(const double* values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) values_[used_++] = static_cast<float>(values[i]);
  }
  /// Rows of the bodies 0 … count − 1 of a field with `columns`. The world's are zero; MuJoCo does not write all of
  /// them.
  void addRows(const double* values, std::size_t count, std::size_t columns) {
    for (std::size_t i = 0; i < columns; ++i) values_[used_++] = 0.0f;
    add(values + columns, (count - 1) * columns);
  }
  void copyTo(std::span<std::byte> bytes) const {
    SPOLAB_CHECK_EQ(bytes.size(), used_ * sizeof(float));
    std::memcpy(bytes.data(), values_.data(), bytes.size());
  }

 private:
  std::array<float, kMostNumbers> values_;
  std::size_t used_ = 0;
};

/// Torques of the motors on all velocities: gear · control, each motor on one joint. The same bits as mj_forward's.
void actuate(const mjModel& model, mjData& data) {
  mju_zero(data.qfrc_actuator, model.nv);
  for (int i = 0; i < model.nu; ++i) {
    const int joint = model.actuator_trnid[2 * i];
    data.qfrc_actuator[model.jnt_dofadr[joint]] += model.actuator_gear[6 * i] * data.ctrl[i];
  }
}

/// Brings the fields of `data` that the observation shows up to its positions, velocities and controls.
void derive(const mjModel& model, mjData& data, bool contactForces) {
  if (contactForces) {
    deriveForces(model, data);
    return;
  }
  mj_kinematics(&model, &data);
  mj_comPos(&model, &data);
  mj_comVel(&model, &data);
  actuate(model, data);
}

}  // namespace

int observationSize(const Body& body, bool contactForces) {
  const std::size_t own = body.positions - kHidden + body.velocities;
  if (!body.rules.observesMasses) return static_cast<int>(own);
  const auto bodies = static_cast<std::size_t>(body.model->nbody);
  return static_cast<int>(own + 16 * bodies + body.velocities + (contactForces ? 6 * bodies : 0));
}

void observe(const Body& body, StateView state, bool contactForces, std::span<std::byte> observation) {
  mjData& data = scratch(body);
  restore(body, state, data);
  Numbers numbers;
  numbers.add(data.qpos + kHidden, body.positions - kHidden);  // before the engine normalises the quaternion in place
  numbers.add(data.qvel, body.velocities);
  if (body.rules.observesMasses) {
    derive(*body.model, data, contactForces);
    const auto bodies = static_cast<std::size_t>(body.model->nbody);
    numbers.addRows(data.cinert, bodies, 10);
    numbers.addRows(data.cvel, bodies, 6);
    numbers.add(data.qfrc_actuator, body.velocities);
    if (contactForces) numbers.addRows(data.cfrc_ext, bodies, 6);
  }
  numbers.copyTo(observation);
}

}  // namespace spolab::bodies

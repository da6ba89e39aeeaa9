#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include "core/trace/vec.h"

// Inside render/ only: from the plain types of scenes to GLM and back.

namespace spolab {

inline glm::vec3 toGlm(const Vec3& v) { return {v.x, v.y, v.z}; }
inline glm::quat toGlm(const Quat& q) { return {q.w, q.x, q.y, q.z}; }
inline Vec3 fromGlm(const glm::vec3& v) { return {v.x, v.y, v.z}; }

}  // namespace spolab

// Compiled in place of everything else in this folder where MuJoCo was not found.
#include "envs/registry.h"

namespace spolab {
namespace {

constexpr const char* kReason = "needs MuJoCo (Debian: libmujoco-dev)";
const bool antMissing = registerMissingEnv({"ant", "Ant", kReason});
const bool humanoidMissing = registerMissingEnv({"humanoid", "Humanoid", kReason});

}  // namespace
}  // namespace spolab

#include "envs/registry.h"

namespace spolab {
namespace {

constexpr const char* kReason = "needs Box2D (Debian: libbox2d-dev)";

const bool registered = registerMissingEnv({"half-cheetah", "HalfCheetah", kReason}) &&
                        registerMissingEnv({"hopper", "Hopper", kReason}) &&
                        registerMissingEnv({"walker2d", "Walker2d", kReason}) &&
                        registerMissingEnv({"parkour-walker", "Parkour walker", kReason});

}  // namespace
}  // namespace spolab

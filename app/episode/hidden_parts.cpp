#include "app/episode/hidden_parts.h"

#include "envs/rubiks_cube/hidden_faces.h"

namespace spolab {

HiddenParts hiddenPartsOf(const std::string& envId) {
  if (envId == "rubiks-cube") return &cube::addHiddenFaces;
  return nullptr;
}

}  // namespace spolab

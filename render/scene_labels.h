#pragma once

#include <string>
#include <vector>

#include "core/trace/scene.h"
#include "render/camera.h"
#include "render/colour.h"
#include "render/theme.h"

namespace spolab {

/// A label of the scene, placed on the picture: draw it with the ImGui layer (drawSceneLabels) or leave it out.
struct PlacedLabel {
  std::string text;
  float x = 0, y = 0;  ///< centre, pixels from the top left of the framebuffer
  float height = 0;    ///< pixels
  Colour colour;
};

/// The scene's labels that are in front of the camera and that nothing solid stands before, far ones first.
std::vector<PlacedLabel> placeLabels(const Scene& scene, const CameraView& view, const Viewport& viewport,
                                     const Theme& theme);

}  // namespace spolab

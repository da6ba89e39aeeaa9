#pragma once

#include <memory>
#include <optional>

#include "app/episode/playhead.h"
#include "app/episode/stage_layout.h"
#include "render/camera.h"
#include "render/image.h"
#include "render/search_panels.h"

namespace spolab {

/// How an episode is drawn when no window shows it.
struct PictureStyle {
  int width = 960;  ///< pixels
  int height = 600;
  bool dark = true;
  bool futures = true;  ///< ghosts, trails and visits of the search on the world
  bool panels = true;   ///< river, decision and the rest beside the world
  bool fine = false;    ///< draws the world at twice the resolution, for stills
  /// As a person has turned the world; nothing: as the world suggests.
  std::optional<OrbitCamera> camera;
  StageShares shares;        ///< of the picture, for panels
  bool hiddenFaces = false;  ///< what the world hides from the viewer is hinted beside it
  float leastShare = 0.0f;   ///< PanelState::leastShare
  RiverColour colour = RiverColour::kAdvantage;
};

/// Draws moments of an episode as the studio shows them, with an OpenGL context of its own that needs no display. Lives
/// in one thread; a window and other pictures may be drawn in other threads meanwhile.
class EpisodePicture {
 public:
  /// Throws Error when the size is out of range or OpenGL is not to be had.
  explicit EpisodePicture(const PictureStyle& style);
  ~EpisodePicture();
  EpisodePicture(const EpisodePicture&) = delete;
  EpisodePicture& operator=(const EpisodePicture&) = delete;

  /// `moment.view` must not be null. `seconds` since the picture before, by which the camera follows what moves.
  [[nodiscard]] Image draw(const Moment& moment, double seconds);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab

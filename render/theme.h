#pragma once

#include <array>

#include "core/trace/scene.h"
#include "render/colour.h"

namespace spolab {

/// Every distance of the interface is a multiple of this many points.
inline constexpr float kGrid = 4.0f;
/// Corner radius of panels and controls, in points.
inline constexpr float kCornerRadius = 6.0f;
/// How long things take to move, in seconds.
inline constexpr float kMotionSeconds = 0.2f;

/// The one scale of type, in points.
namespace font_size {
inline constexpr float kSmall = 11.0f;  ///< axis numbers, captions
inline constexpr float kBody = 13.0f;   ///< everything else
inline constexpr float kTitle = 15.0f;  ///< panel titles
inline constexpr float kLarge = 20.0f;  ///< the one number that matters
}  // namespace font_size

/// The constants of the visual language for Qt, ImGui and the scenes. Text on any surface reaches a contrast of 4.5
/// : 1.
struct Theme {
  bool isDark = true;

  Colour background;              ///< behind everything
  std::array<Colour, 3> surface;  ///< panels, controls on panels, things that float above both
  Colour outline;                 ///< hairlines between surfaces
  Colour grid;                    ///< lines inside charts
  Colour text;
  Colour textDim;     ///< captions and units, still readable
  Colour accent;      ///< what can be pressed
  Colour accentText;  ///< text on the accent
  Colour warning;
  Colour selection;  ///< outline of what is selected or chosen
  Colour resample;   ///< the band where particles are drawn again

  // Scenes.
  Colour skyTop, skyBottom;  ///< background gradient
  Colour ground;
  float shadowStrength = 0.5f;

  static const Theme& dark();
  static const Theme& light();
  static const Theme& of(bool dark) { return dark ? Theme::dark() : Theme::light(); }

  /// The colour of a role in scenes.
  [[nodiscard]] Colour role(ColourRole role) const;
  /// Okabe–Ito, for categories (algorithms, root actions); `index` ≥ 0 wraps around. Black of the original becomes
  /// grey.
  [[nodiscard]] Colour category(int index) const;
  /// Advantage, diverging blue–grey–orange: −1 blue, 0 the neutral grey, +1 orange; clamped.
  [[nodiscard]] Colour advantage(float normalised) const;
  /// Value, cividis from 0 to 1; clamped.
  [[nodiscard]] Colour value(float normalised) const;
};

}  // namespace spolab

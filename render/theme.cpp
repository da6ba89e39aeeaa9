#include "render/theme.h"

#include <algorithm>
#include <cmath>

namespace spolab {
namespace {

constexpr Colour rgb(std::uint32_t value, float alpha = 1.0f) { return Colour::hex(value, alpha); }

Theme makeDark() {
  Theme theme;
  theme.isDark = true;
  theme.background = rgb(0x0D0E10);
  theme.surface = {rgb(0x151719), rgb(0x1E2124), rgb(0x272B2F)};
  theme.outline = rgb(0x33383D);
  theme.grid = rgb(0x2A2E33);
  theme.text = rgb(0xE9EBEE);
  theme.textDim = rgb(0xA4ABB4);
  theme.accent = rgb(0x9A94FF);
  theme.accentText = rgb(0x0D0E10);
  theme.warning = rgb(0xFF7A6E);
  theme.selection = rgb(0xFFFFFF);
  theme.resample = rgb(0x98A6BA);
  theme.skyTop = rgb(0x202429);
  theme.skyBottom = rgb(0x101214);
  theme.ground = rgb(0x33383E);
  theme.shadowStrength = 0.78f;
  return theme;
}

Theme makeLight() {
  Theme theme;
  theme.isDark = false;
  theme.background = rgb(0xF1F2F4);
  theme.surface = {rgb(0xFBFBFC), rgb(0xF0F1F4), rgb(0xFFFFFF)};
  theme.outline = rgb(0xD2D6DB);
  theme.grid = rgb(0xE3E5E9);
  theme.text = rgb(0x1A1D21);
  theme.textDim = rgb(0x565D67);
  theme.accent = rgb(0x5048C9);
  theme.accentText = rgb(0xFFFFFF);
  theme.warning = rgb(0xB3261E);
  theme.selection = rgb(0x111316);
  theme.resample = rgb(0x6B7A90);
  theme.skyTop = rgb(0xF6F7F9);
  theme.skyBottom = rgb(0xDDE1E6);
  theme.ground = rgb(0xE9EBEE);
  theme.shadowStrength = 0.42f;
  return theme;
}

/// Cividis (Nuñez, Anderton and Renslow, 2018) at nine even steps.
constexpr std::array<std::uint32_t, 9> kCividis = {0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173,
                                                   0x8A8678, 0xA59C74, 0xC3B369, 0xFEE838};

/// Okabe and Ito, 2008; their black would vanish on the dark theme and is grey here.
constexpr std::array<std::uint32_t, 8> kOkabeIto = {0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442,
                                                    0x0072B2, 0xD55E00, 0xCC79A7, 0x999999};

Colour cubeFace(ColourRole role) {
  switch (role) {
    case ColourRole::kFaceUp:
      return rgb(0xF1F0EA);
    case ColourRole::kFaceFront:
      return rgb(0x2BA566);
    case ColourRole::kFaceRight:
      return rgb(0xD0393F);
    case ColourRole::kFaceBack:
      return rgb(0x2C6CD0);
    case ColourRole::kFaceLeft:
      return rgb(0xF28535);
    default:
      return rgb(0xF5D043);
  }
}

}  // namespace

const Theme& Theme::dark() {
  static const Theme theme = makeDark();
  return theme;
}

const Theme& Theme::light() {
  static const Theme theme = makeLight();
  return theme;
}

Colour Theme::role(ColourRole role) const {
  const auto pick = [this](std::uint32_t onDark, std::uint32_t onLight) { return rgb(isDark ? onDark : onLight); };
  switch (role) {
    case ColourRole::kFaceUp:
    case ColourRole::kFaceFront:
    case ColourRole::kFaceRight:
    case ColourRole::kFaceBack:
    case ColourRole::kFaceLeft:
    case ColourRole::kFaceDown:
      return cubeFace(role);
    case ColourRole::kPlastic:
      return pick(0x1E2023, 0x282B30);
    case ColourRole::kGround:
      return pick(0x3A4149, 0xD5D9DF);
    case ColourRole::kWall:
      return pick(0x5B6672, 0x8D97A4);
    case ColourRole::kTarget:
      return pick(0x35B6A4, 0x1E9C8B);
    case ColourRole::kBox:
      return pick(0xCB9350, 0xCE9148);
    case ColourRole::kBoxOnTarget:
      return pick(0x57B56E, 0x3FA65B);
    case ColourRole::kAgent:
      return pick(0x5B9FF0, 0x3F86DC);
    case ColourRole::kAgentSoft:
      return pick(0x9FC4F3, 0x8FB8EA);
    case ColourRole::kFruit:
      return pick(0xE5525A, 0xD8434C);
    case ColourRole::kJoint:
      return pick(0xD5D9DE, 0x59616C);
    case ColourRole::kText:
      return text;
  }
  return text;
}

Colour Theme::category(int index) const {
  return rgb(kOkabeIto[static_cast<std::size_t>(std::max(index, 0)) % kOkabeIto.size()]);
}

Colour Theme::advantage(float normalised) const {
  const Colour neutral = rgb(isDark ? 0x8B9097 : 0xA7ACB3);
  const Colour low = rgb(isDark ? 0x3D8DF0 : 0x1B69CC), high = rgb(isDark ? 0xF5902B : 0xD46300);
  const float t = std::clamp(std::isfinite(normalised) ? normalised : 0.0f, -1.0f, 1.0f);
  return t < 0 ? mix(neutral, low, -t) : mix(neutral, high, t);
}

Colour Theme::value(float normalised) const {
  const float t = std::clamp(std::isfinite(normalised) ? normalised : 0.0f, 0.0f, 1.0f) * (kCividis.size() - 1);
  const auto lower = std::min(static_cast<std::size_t>(t), kCividis.size() - 2);
  return mix(rgb(kCividis[lower]), rgb(kCividis[lower + 1]), t - static_cast<float>(lower));
}

}  // namespace spolab

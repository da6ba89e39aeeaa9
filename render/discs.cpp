#include "render/discs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/base/check.h"

namespace spolab {
namespace {

constexpr float kSmallest = 0.75f;  // pixels
constexpr float kGrowth = 1.25f;
constexpr int kMargin = 1;  // texels around each picture that keep its neighbours in the atlas out

}  // namespace

void Discs::reserve(ImFontAtlas& atlas) {
  float radius = kSmallest;
  for (Picture& picture : pictures_) {
    const int half = static_cast<int>(std::ceil(radius + 1.0f));
    const int side = 2 * (half + kMargin);
    picture = {atlas.AddCustomRectRegular(side, side), radius, static_cast<float>(half), {}, {}};
    radius *= kGrowth;
  }
}

void Discs::paint(ImFontAtlas& atlas, float scale) {
  scale_ = scale;
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  atlas.GetTexDataAsAlpha8(&pixels, &width, &height);
  for (Picture& picture : pictures_) {
    const ImFontAtlasCustomRect& room = *atlas.GetCustomRectByIndex(picture.place);
    SPOLAB_CHECK(room.IsPacked());
    const auto at = [&](int x, int y) {
      return ImVec2(static_cast<float>(x) / static_cast<float>(width),
                    static_cast<float>(y) / static_cast<float>(height));
    };
    picture.low = at(room.X + kMargin, room.Y + kMargin);
    picture.high = at(room.X + room.Width - kMargin, room.Y + room.Height - kMargin);
    const float middle = 0.5f * static_cast<float>(room.Width);
    for (int y = 0; y < room.Height; ++y)
      for (int x = 0; x < room.Width; ++x) {
        const float away = std::hypot(static_cast<float>(x) + 0.5f - middle, static_cast<float>(y) + 0.5f - middle);
        const float covered = std::clamp(picture.radius - away + 0.5f, 0.0f, 1.0f);
        pixels[(room.Y + y) * width + room.X + x] = static_cast<unsigned char>(std::lround(255.0f * covered));
      }
  }
}

void Discs::draw(ImDrawList& list, const ImVec2& centre, float radius, ImU32 colour) const {
  if ((colour & IM_COL32_A_MASK) == 0) return;
  const float pixels = radius * scale_;
  const auto larger = std::find_if(pictures_.begin(), pictures_.end(),
                                   [pixels](const Picture& picture) { return picture.radius >= pixels; });
  if (larger == pictures_.end()) {
    list.AddCircleFilled(centre, radius, colour);
    return;
  }
  const float half = larger->halfSide * radius / larger->radius;
  list.PrimReserve(6, 4);
  list.PrimRectUV({centre.x - half, centre.y - half}, {centre.x + half, centre.y + half}, larger->low, larger->high,
                  colour);
}

}  // namespace spolab

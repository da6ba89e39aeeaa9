#include <cmath>
#include <utility>

#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include "app/studio/stage/stage_window.h"

// How the GL view keeps its last picture and draws again only where something has changed.

namespace spolab {
namespace {

/// Share of the window's pixels that takes longer to draw than to show another frame.
constexpr double kWorthAFrame = 0.15;

}  // namespace

QSize StageWindow::pixels() const {
  return {static_cast<int>(std::lround(width() * devicePixelRatio())),
          static_cast<int>(std::lround(height() * devicePixelRatio()))};
}

bool StageWindow::drawsFreely() const { return rivalShown_ || tiles_ != nullptr; }

/// Nothing of the last picture can be kept.
bool StageWindow::mustStartAnew() const {
  return !kept_.there || drawsFreely() || kept_.free || kept_.pixels != pixels() || kept_.dark != options_.dark;
}

bool StageWindow::startsAnew() {
  const bool anew = mustStartAnew();
  kept_ = {false, drawsFreely(), options_.dark, pixels()};
  return anew;
}

void StageWindow::clear() {
  QOpenGLFunctions* gl = context()->functions();
  const Colour& back = theme().background;
  gl->glClearColor(back.r, back.g, back.b, 1.0f);
  gl->glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void StageWindow::showWorlds() {
  const int high = kept_.pixels.height();
  if (!worldAt_.isNull()) world_->show(worldAt_.x(), worldAt_.y(), high);
  if (!insetAt_.isNull()) inset_->show(insetAt_.x(), insetAt_.y(), high);
}

void StageWindow::drawAgain(const std::vector<PixelArea>& areas) {
  QOpenGLFunctions* gl = context()->functions();
  for (const PixelArea& area : areas) {
    gl->glEnable(GL_SCISSOR_TEST);
    gl->glScissor(area.x, kept_.pixels.height() - area.y - area.height, area.width, area.height);
    clear();
    showWorlds();
    layer_->drawFrame(area);
  }
  gl->glDisable(GL_SCISSOR_TEST);
}

/// Adds where the interface has changed to the areas to be drawn. Where a software renderer has drawn the world anew
/// and much beside it has changed too, that is left for a frame of its own, so that the window's thread can answer in
/// between. Answers themselves come whole: sooner by the time it takes to show a frame.
void StageWindow::addChanged(const std::vector<PixelArea>& changed, std::vector<PixelArea>& areas) {
  for (const PixelArea& area : std::exchange(later_, {})) addArea(areas, area);
  if (options_.software && worldAnew_ && !answering_) {
    const PixelArea world{worldAt_.x(), worldAt_.y(), worldAt_.width(), worldAt_.height()};
    std::vector<PixelArea> beside;
    for (const PixelArea& area : changed)
      for (const PixelArea& part : outside(area, world)) addArea(beside, part);
    long pixels = 0;
    for (const PixelArea& area : beside) pixels += static_cast<long>(area.width) * area.height;
    if (static_cast<double>(pixels) > kWorthAFrame * kept_.pixels.width() * kept_.pixels.height()) {
      later_ = std::move(beside);
      return;
    }
  }
  for (const PixelArea& area : changed) addArea(areas, area);
}

/// The second frame of a picture: what the first one has left.
void StageWindow::paintLater() { drawAgain(std::exchange(later_, {})); }

/// Where a picture of a world stands from now on; what it leaves and what it takes has changed.
void StageWindow::place(QRect& now, const QRect& there, bool drawn, std::vector<PixelArea>& areas) {
  if (now == there && !drawn) return;
  for (const QRect& at : {now, there}) addArea(areas, {at.x(), at.y(), at.width(), at.height()});
  now = there;
}

}  // namespace spolab

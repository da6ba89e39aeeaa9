#include <cmath>

#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include "app/studio/stage/stage_window.h"

// How the GL view keeps its last picture and draws again only where something has changed.

namespace spolab {

QSize StageWindow::pixels() const {
  return {static_cast<int>(std::lround(width() * devicePixelRatio())),
          static_cast<int>(std::lround(height() * devicePixelRatio()))};
}

/// Nothing of the last picture can be kept. A second world and the tiles of a mode draw as they like.
bool StageWindow::startsAnew() {
  const bool free = rivalShown_ || tiles_ != nullptr;
  const bool anew = !kept_.there || free || kept_.free || kept_.pixels != pixels() || kept_.dark != options_.dark;
  kept_ = {false, free, options_.dark, pixels()};
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

/// Where a picture of a world stands from now on; what it leaves and what it takes has changed.
void StageWindow::place(QRect& now, const QRect& there, bool drawn, std::vector<PixelArea>& areas) {
  if (now == there && !drawn) return;
  for (const QRect& at : {now, there}) addArea(areas, {at.x(), at.y(), at.width(), at.height()});
  now = there;
}

}  // namespace spolab

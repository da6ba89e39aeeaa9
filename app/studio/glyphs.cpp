#include <array>
#include <cmath>
#include <numbers>

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include "app/studio/look.h"

namespace spolab {
namespace {

constexpr int kGlyphPoints = 16;

QPainterPath triangle(double x, double width) {
  QPainterPath path;
  path.moveTo(x, 2.5);
  path.lineTo(x + width, 8.0);
  path.lineTo(x, 13.5);
  path.closeSubpath();
  return path;
}

QPainterPath bar(double x, double width) {
  QPainterPath path;
  path.addRoundedRect(QRectF(x, 2.5, width, 11.0), 1.0, 1.0);
  return path;
}

/// Part of a circle with an arrow head at its end.
void drawTurn(QPainter& painter, const QColor& colour, double fromDegrees, double sweepDegrees) {
  painter.setPen(QPen(colour, 1.8, Qt::SolidLine, Qt::RoundCap));
  painter.setBrush(Qt::NoBrush);
  painter.drawArc(QRectF(3.0, 3.0, 10.0, 10.0), static_cast<int>(fromDegrees * 16),
                  static_cast<int>(sweepDegrees * 16));
  const double end = (fromDegrees + sweepDegrees) * std::numbers::pi / 180.0;
  const QPointF tip(8.0 + 5.0 * std::cos(end), 8.0 - 5.0 * std::sin(end));
  const double along = end + (sweepDegrees > 0 ? 1 : -1) * std::numbers::pi / 2;
  const QPointF forward(std::cos(along), -std::sin(along));
  const QPointF side(-forward.y(), forward.x());
  QPainterPath head;
  head.moveTo(tip + 3.4 * forward);
  head.lineTo(tip + 3.0 * side - 0.6 * forward);
  head.lineTo(tip - 3.0 * side - 0.6 * forward);
  head.closeSubpath();
  painter.fillPath(head, colour);
}

/// Particles fanning out to one more depth.
void drawDepth(QPainter& painter, const QColor& colour) {
  painter.setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap));
  for (const double y : {3.5, 8.0, 12.5}) painter.drawLine(QPointF(4.5, 8.0), QPointF(11.5, y));
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawEllipse(QPointF(3.5, 8.0), 2.2, 2.2);
  for (const double y : {3.5, 8.0, 12.5}) painter.drawEllipse(QPointF(12.5, y), 1.8, 1.8);
}

/// A quarter of a whole.
void drawPhase(QPainter& painter, const QColor& colour) {
  const QRectF whole(2.8, 2.8, 10.4, 10.4);
  painter.setPen(QPen(colour, 1.3));
  painter.setBrush(Qt::NoBrush);
  painter.drawEllipse(whole);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawPie(whole, 0, 90 * 16);
}

void drawPin(QPainter& painter, const QColor& colour) {
  painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(8.0, 9.5), QPointF(8.0, 14.0));
  QPainterPath head;
  head.addRoundedRect(QRectF(5.5, 2.0, 5.0, 5.5), 1.2, 1.2);
  head.addRoundedRect(QRectF(4.0, 7.5, 8.0, 2.2), 1.0, 1.0);
  painter.fillPath(head, colour);
}

void drawGlyph(QPainter& painter, Glyph glyph, const QColor& colour) {
  switch (glyph) {
    case Glyph::kTrain:
      painter.setPen(Qt::NoPen);
      painter.setBrush(colour);
      painter.drawEllipse(QPointF(8, 8), 4.6, 4.6);
      break;
    case Glyph::kPause:
      painter.fillPath(bar(3.5, 3.2), colour);
      painter.fillPath(bar(9.3, 3.2), colour);
      break;
    case Glyph::kStop: {
      QPainterPath square;
      square.addRoundedRect(QRectF(3.5, 3.5, 9.0, 9.0), 1.5, 1.5);
      painter.fillPath(square, colour);
      break;
    }
    case Glyph::kPlay:
      painter.fillPath(triangle(4.0, 9.5), colour);
      break;
    case Glyph::kStep:
      painter.fillPath(triangle(2.5, 8.0), colour);
      painter.fillPath(bar(11.3, 2.2), colour);
      break;
    case Glyph::kDepth:
      drawDepth(painter, colour);
      break;
    case Glyph::kPhase:
      drawPhase(painter, colour);
      break;
    case Glyph::kRestart:
      painter.fillPath(bar(2.5, 2.2), colour);
      painter.save();
      painter.translate(16, 0);
      painter.scale(-1, 1);
      painter.fillPath(triangle(2.5, 8.0), colour);
      painter.restore();
      break;
    case Glyph::kNext:
      painter.fillPath(triangle(1.5, 6.5), colour);
      painter.fillPath(triangle(7.5, 6.5), colour);
      break;
    case Glyph::kLive:
      painter.fillPath(triangle(2.5, 8.0), colour);
      painter.setPen(Qt::NoPen);
      painter.setBrush(colour);
      painter.drawEllipse(QPointF(12.8, 8.0), 2.0, 2.0);
      break;
    case Glyph::kReset:
      drawTurn(painter, colour, -40.0, 260.0);
      break;
    case Glyph::kPin:
      drawPin(painter, colour);
      break;
    case Glyph::kClose:
      painter.setPen(QPen(colour, 1.8, Qt::SolidLine, Qt::RoundCap));
      painter.drawLine(QPointF(3.5, 3.5), QPointF(12.5, 12.5));
      painter.drawLine(QPointF(12.5, 3.5), QPointF(3.5, 12.5));
      break;
  }
}

QPixmap glyphPixmap(Glyph glyph, const QColor& colour, int pixels) {
  QPixmap pixmap(pixels, pixels);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(pixels / static_cast<double>(kGlyphPoints), pixels / static_cast<double>(kGlyphPoints));
  drawGlyph(painter, glyph, colour);
  return pixmap;
}

/// A parallelogram of the icon's cube: `origin` and its two edges.
QPainterPath face(QPointF origin, QPointF u, QPointF v) {
  QPainterPath path(origin);
  path.lineTo(origin + u);
  path.lineTo(origin + u + v);
  path.lineTo(origin + v);
  path.closeSubpath();
  return path;
}

QPixmap programPixmap(int pixels) {
  QPixmap pixmap(pixels, pixels);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(pixels / 64.0, pixels / 64.0);
  const Theme& theme = Theme::dark();
  struct Side {
    QPointF origin, u, v;
    ColourRole role;
  };
  const std::array<Side, 3> sides{Side{{32, 4}, {24, 13}, {-24, 13}, ColourRole::kFaceUp},
                                  Side{{8, 17}, {24, 13}, {0, 29}, ColourRole::kFaceFront},
                                  Side{{56, 17}, {-24, 13}, {0, 29}, ColourRole::kFaceRight}};
  for (const Side& side : sides) {
    painter.fillPath(face(side.origin, side.u, side.v), QColor(0x14, 0x16, 0x1a));
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) {
        const QPointF corner = side.origin + side.u * ((i + 0.08) / 3.0) + side.v * ((j + 0.08) / 3.0);
        painter.fillPath(face(corner, side.u * (0.84 / 3.0), side.v * (0.84 / 3.0)), qcolour(theme.role(side.role)));
      }
  }
  return pixmap;
}

}  // namespace

QIcon glyphIcon(Glyph glyph, const QColor& colour, const QColor& disabled, double scale) {
  QIcon icon;
  for (const double ratio : {1.0, 2.0}) {
    const int pixels = static_cast<int>(std::lround(kGlyphPoints * scale * ratio));
    QPixmap normal = glyphPixmap(glyph, colour, pixels);
    QPixmap dim = glyphPixmap(glyph, disabled, pixels);
    normal.setDevicePixelRatio(ratio);
    dim.setDevicePixelRatio(ratio);
    icon.addPixmap(normal, QIcon::Normal);
    icon.addPixmap(dim, QIcon::Disabled);
  }
  return icon;
}

QIcon glyphIcon(Glyph glyph, const Theme& theme, double scale) {
  return glyphIcon(glyph, qcolour(theme.text), qcolour(mix(theme.textDim, theme.surface[1], 0.5f)), scale);
}

QIcon programIcon() {
  QIcon icon;
  for (const int pixels : {16, 32, 48, 64, 128, 256}) icon.addPixmap(programPixmap(pixels));
  return icon;
}

}  // namespace spolab

#include "app/studio/around/tour_card.h"

#include <algorithm>
#include <limits>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/studio/look.h"

namespace spolab {
namespace {

constexpr int kGap = 12;
constexpr int kWidth = 340;

int clampInto(int at, int length, int from, int to) { return std::clamp(at, from, std::max(from, to - length)); }

int hidden(const QRect& card, const QRect& target) {
  const QRect common = card & target;
  return common.isEmpty() ? 0 : common.width() * common.height();
}

}  // namespace

QRect placeBeside(const QRect& target, const QSize& card, const QRect& room) {
  const QRect inner = room.marginsRemoved({kGap, kGap, kGap, kGap});
  const int right = inner.x() + inner.width(), bottom = inner.y() + inner.height();
  if (target.isEmpty())
    return {{inner.x() + (inner.width() - card.width()) / 2, std::max(inner.y(), bottom - card.height())}, card};
  const int x = clampInto(target.center().x() - card.width() / 2, card.width(), inner.x(), right);
  const int y = clampInto(target.center().y() - card.height() / 2, card.height(), inner.y(), bottom);
  const QPoint places[] = {{target.right() + kGap, y},
                           {target.left() - kGap - card.width(), y},
                           {x, target.bottom() + kGap},
                           {x, target.top() - kGap - card.height()},
                           {right - card.width(), bottom - card.height()},
                           {inner.x(), bottom - card.height()},
                           {right - card.width(), inner.y()},
                           inner.topLeft()};
  QRect best(places[4], card);
  int least = std::numeric_limits<int>::max();
  for (const QPoint& place : places) {
    const QRect at(place, card);
    if (!inner.contains(at)) continue;
    if (const int hides = hidden(at, target); hides < least) {
      least = hides;
      best = at;
    }
  }
  return best;
}

TourCard::TourCard(QWidget* parent)
    : QFrame(parent),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      dots_(new QLabel(this)),
      back_(new QPushButton(tr("Back"), this)),
      next_(new QPushButton(this)),
      skip_(new QPushButton(tr("Skip"), this)) {
  setObjectName("tourCard");
  setAttribute(Qt::WA_DontCreateNativeAncestors);
  setAttribute(Qt::WA_NativeWindow);
  setAccessibleName(tr("Tour"));
  title_->setProperty("role", "title");
  title_->setWordWrap(true);
  text_->setWordWrap(true);
  dots_->setProperty("role", "dim");
  back_->setToolTip(tr("The card before (←)"));
  next_->setToolTip(tr("The next card (→)"));
  skip_->setToolTip(tr("End the tour (Esc); Help > Take the tour brings it back"));
  next_->setProperty("primary", true);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(dots_);
  row->addStretch(1);
  row->addWidget(skip_);
  row->addWidget(back_);
  row->addWidget(next_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 12, 16, 12);
  column->setSpacing(8);
  column->addWidget(title_);
  column->addWidget(text_, 1);
  column->addLayout(row);
  connect(back_, &QPushButton::clicked, this, &TourCard::backPressed);
  connect(next_, &QPushButton::clicked, this, &TourCard::nextPressed);
  connect(skip_, &QPushButton::clicked, this, &TourCard::skipPressed);
  hide();
}

void TourCard::present(const QString& title, const QString& text, int index, int count) {
  title_->setText(title);
  text_->setText(text);
  QString dots;
  for (int i = 0; i < count; ++i) dots += i == index ? QStringLiteral("● ") : QStringLiteral("○ ");
  dots_->setText(dots.trimmed());
  dots_->setAccessibleName(tr("Card %1 of %2").arg(index + 1).arg(count));
  dots_->setToolTip(dots_->accessibleName());
  back_->setEnabled(index > 0);
  next_->setText(index + 1 < count ? tr("Next") : tr("Done"));
  next_->setAccessibleName(next_->text());
}

void TourCard::moveBeside(const QRect& target) {
  const QWidget* below = parentWidget();
  const int width = std::min(qRound(kWidth * scale_), below->width() - 2 * kGap);
  setFixedWidth(width);
  setFixedHeight(layout()->totalHeightForWidth(width));
  move(placeBeside(target, size(), below->rect()).topLeft());
  show();
  raise();
}

QString TourCard::title() const { return title_->text(); }

void TourCard::setLook(const Theme& theme, double scale) {
  scale_ = scale;
  setStyleSheet(QStringLiteral("#tourCard { background: %1; border: 1px solid %2; }")
                    .arg(qcolour(theme.surface[2]).name(), qcolour(theme.accent).name()));
}

TourOutline::TourOutline(QWidget* parent) {
  for (QWidget*& bar : bars_) {
    bar = new QWidget(parent);
    bar->setObjectName("tourOutline");
    bar->setAttribute(Qt::WA_DontCreateNativeAncestors);
    bar->setAttribute(Qt::WA_NativeWindow);
    bar->setAttribute(Qt::WA_StyledBackground);
    bar->setAttribute(Qt::WA_TransparentForMouseEvents);
    bar->hide();
  }
}

void TourOutline::surround(const QRect& target) {
  const int w = width_;
  const QRect rects[] = {{target.x(), target.y(), target.width(), w},
                         {target.x(), target.bottom() + 1 - w, target.width(), w},
                         {target.x(), target.y(), w, target.height()},
                         {target.right() + 1 - w, target.y(), w, target.height()}};
  for (std::size_t i = 0; i < bars_.size(); ++i) {
    bars_[i]->setVisible(!target.isEmpty());
    if (target.isEmpty()) continue;
    bars_[i]->setGeometry(rects[i]);
    bars_[i]->raise();
  }
}

void TourOutline::setLook(const Theme& theme, double scale) {
  width_ = std::max(2, qRound(2 * scale));
  for (QWidget* bar : bars_) bar->setStyleSheet(QStringLiteral("background: %1;").arg(qcolour(theme.accent).name()));
}

}  // namespace spolab

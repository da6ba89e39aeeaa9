#include "app/studio/dock_title.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QToolButton>

#include "app/studio/look.h"

namespace spolab {

DockTitle::DockTitle(QWidget* content, QDockWidget* dock) : QWidget(dock), close_(new QToolButton(this)) {
  close_->setProperty("flat", true);
  close_->setFocusPolicy(Qt::TabFocus);
  close_->setAccessibleName(QCoreApplication::translate("DockTitle", "Hide %1").arg(dock->windowTitle()));
  close_->setToolTip(QCoreApplication::translate("DockTitle", "Hide (the View menu brings it back)"));
  QObject::connect(close_, &QToolButton::clicked, dock->toggleViewAction(), &QAction::trigger);
  row_ = new QHBoxLayout(this);
  row_->setContentsMargins(8, 4, 4, 4);
  row_->setSpacing(4);
  row_->addWidget(content, 1);
  row_->addWidget(close_);
  dock->setTitleBarWidget(this);
}

void DockTitle::take(QWidget* content) {
  row_->insertWidget(0, content, 1);
  content->show();
}

void DockTitle::setLook(const Theme& theme, double scale) {
  close_->setIcon(glyphIcon(Glyph::kClose, qcolour(theme.textDim), qcolour(theme.outline), scale));
  close_->setIconSize(QSize(qRound(12 * scale), qRound(12 * scale)));
}

}  // namespace spolab

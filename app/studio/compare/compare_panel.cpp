#include "app/studio/compare/compare_panel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/compare/freeze_page.h"
#include "app/studio/compare/shoot_out_page.h"
#include "app/studio/settings_form.h"

namespace spolab {
namespace {

constexpr int kMargin = 12;
constexpr int kLeastForm = 160;  ///< height of the settings of one contender

/// In a low window the whole page scrolls, rather than that its settings have no room.
QScrollArea* scrolled(QWidget* page, QWidget* settings) {
  settings->setMinimumHeight(kLeastForm);
  settings->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);  // it takes what is left
  auto* scroll = new QScrollArea(page->parentWidget());
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  return scroll;
}

}  // namespace

ComparePanel::ComparePanel(QWidget* parent)
    : QWidget(parent),
      buttons_(new QButtonGroup(this)),
      held_(new QLabel(this)),
      pages_(new QStackedWidget(this)),
      freeze_(new FreezePage(this)),
      shootOut_(new ShootOutPage(this)) {
  held_->setProperty("role", "title");
  held_->setWordWrap(true);
  held_->setContentsMargins(kMargin, 0, kMargin, 0);
  auto* switches = new QWidget(this);
  auto* row = new QHBoxLayout(switches);
  row->setContentsMargins(kMargin, 0, kMargin, 0);
  row->setSpacing(4);
  addPage(ComparePage::kFreeze, tr("Freeze and turn"), tr("Turn the knobs of the held search and see q̂ change"),
          switches);
  addPage(ComparePage::kShootOut, tr("Shoot-out"), tr("Let several searches decide from the same state, side by side"),
          switches);
  pages_->addWidget(scrolled(freeze_, freeze_->form()));
  pages_->addWidget(scrolled(shootOut_, shootOut_->form()));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(held_);
  column->addWidget(switches);
  column->addWidget(pages_, 1);
  connect(buttons_, &QButtonGroup::idClicked, this, [this](int id) { setPage(static_cast<ComparePage>(id)); });
  const auto forward = [this] {
    if (!holding_) Q_EMIT changed();
  };
  connect(freeze_, &FreezePage::changed, this, forward);
  connect(shootOut_, &ShootOutPage::changed, this, forward);
  connect(freeze_, &FreezePage::useRequested, this, &ComparePanel::useRequested);
  pageButton(ComparePage::kFreeze)->setChecked(true);
}

void ComparePanel::addPage(ComparePage page, const QString& name, const QString& help, QWidget* row) {
  auto* button = new QToolButton(row);
  button->setText(name);
  button->setToolTip(help);
  button->setAccessibleName(name);
  button->setCheckable(true);
  button->setProperty("flat", true);
  button->setFocusPolicy(Qt::TabFocus);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  buttons_->addButton(button, static_cast<int>(page));
  row->layout()->addWidget(button);
}

QToolButton* ComparePanel::pageButton(ComparePage page) const {
  return static_cast<QToolButton*>(buttons_->button(static_cast<int>(page)));
}

ComparePage ComparePanel::page() const { return static_cast<ComparePage>(pages_->currentIndex()); }

void ComparePanel::setPage(ComparePage page) {
  pageButton(page)->setChecked(true);
  if (page == this->page()) return;
  pages_->setCurrentIndex(static_cast<int>(page));
  Q_EMIT pageChanged(page);
  Q_EMIT changed();
}

void ComparePanel::hold(const HeldDecision& held, const QString& text) {
  holding_ = true;  // both pages change, one request follows
  held_->setText(text);
  pages_->setEnabled(true);
  freeze_->hold(held);
  shootOut_->hold(held);
  holding_ = false;
  Q_EMIT changed();
}

void ComparePanel::holdNothing(const QString& why) {
  held_->setText(why);
  pages_->setEnabled(false);
}

CompareRequest ComparePanel::request() const {
  CompareRequest request;
  if (page() == ComparePage::kFreeze)
    freeze_->fill(request);
  else
    shootOut_->fill(request);
  return request;
}

SettingsForm* ComparePanel::form() const {
  return page() == ComparePage::kFreeze ? freeze_->form() : shootOut_->form();
}

QString ComparePanel::heldText() const { return held_->text(); }

}  // namespace spolab

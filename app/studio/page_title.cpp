#include "app/studio/page_title.h"

#include <QLabel>
#include <QVBoxLayout>

namespace spolab {

QLabel* addTitle(QVBoxLayout* column, const QString& text, QWidget* parent) {
  auto* title = new QLabel(text, parent);
  title->setProperty("role", "title");
  column->addWidget(title);
  return title;
}

}  // namespace spolab

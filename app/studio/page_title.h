#pragma once

#include <QString>

class QLabel;
class QVBoxLayout;
class QWidget;

namespace spolab {

/// A heading at the end of a side panel's column.
QLabel* addTitle(QVBoxLayout* column, const QString& text, QWidget* parent);

}  // namespace spolab

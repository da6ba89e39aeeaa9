#pragma once

#include <QString>

class QWidget;

namespace spolab {

/// Asks where to save, beginning with the name `proposal`. A name without an ending gets `ending` (".csv"; `always`:
/// every name that does not end so), and a file that has this name then is not overwritten unasked. Empty: called off.
QString askWhereToSave(QWidget* parent, const QString& title, const QString& proposal, const QString& filter,
                       const QString& ending, bool always = false);

}  // namespace spolab

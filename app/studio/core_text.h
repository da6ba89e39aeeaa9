#pragma once

#include <string>

#include <QCoreApplication>
#include <QString>

namespace spolab {

/// A text that core or a world keeps in English, in the reader's language. `context` names its kind: "settings",
/// "worlds", "methods", "presets", "keys" or "training".
inline QString coreText(const char* context, const std::string& text) {
  return QCoreApplication::translate(context, text.c_str());
}

}  // namespace spolab

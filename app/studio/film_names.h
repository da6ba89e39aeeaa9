#pragma once

#include <QString>

namespace spolab {

/// "FOLDER/STEM.mp4" with the folder where films go, or with a number behind the stem: a name that no file has yet.
QString freshFilmName(const QString& stem);

}  // namespace spolab

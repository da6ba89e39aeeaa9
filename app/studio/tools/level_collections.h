#pragma once

#include <QString>
#include <QStringList>

namespace spolab {

/// The collections of levels that a person has opened, the last one first, remembered between starts. The program's own
/// is not among them: an empty path stands for it. Lives on the window's thread.
class LevelCollections {
 public:
  static constexpr int kMost = 12;

  /// Reads what was remembered; files and folders that are gone are left out.
  LevelCollections();

  [[nodiscard]] const QStringList& paths() const { return paths_; }
  /// The one that was used last; empty: the program's own.
  [[nodiscard]] const QString& current() const { return current_; }
  void use(const QString& path);
  /// Takes it off the list, not off the disk.
  void forget(const QString& path);

 private:
  void save() const;

  QStringList paths_;
  QString current_;
};

}  // namespace spolab

#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace spolab {

/// A file that appears under its name only when it is complete: until then it stands beside it under another name, and
/// is removed unless keep() was called.
class WholeFile {
 public:
  /// Creates the file under its other name. Throws Error when that cannot be done, or `file` is a folder.
  explicit WholeFile(std::filesystem::path file);
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  /// Where to write.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// Appends. Throws Error (a full disk).
  void write(std::span<const std::uint8_t> bytes) const;
  /// Replaces whatever stands under the name. Throws Error.
  void keep();

 private:
  std::filesystem::path file_, temporary_;
};

}  // namespace spolab

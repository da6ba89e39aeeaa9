#include "app/episode/whole_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "core/base/error.h"

namespace spolab {
namespace {

[[noreturn]] void refuse(const std::string& wish, const std::filesystem::path& file) {
  throw Error(wish, std::strerror(errno), file.string());
}

}  // namespace

WholeFile::WholeFile(std::filesystem::path file) : file_(std::move(file)) {
  std::error_code code;
  if (std::filesystem::is_directory(file_, code)) throw Error("a file to write", "a folder", file_.string());
  static std::atomic<int> files{0};  // two of one name may be written at a time
  const std::string tail = std::to_string(::getpid()) + '-' + std::to_string(files++);
  temporary_ = file_.parent_path() / ("." + file_.filename().string() + ".part" + tail);
  const int descriptor = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse("a file that can be written", file_);
  ::close(descriptor);
}

WholeFile::~WholeFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void WholeFile::write(std::span<const std::uint8_t> bytes) const {
  const int descriptor = ::open(temporary_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) refuse("to write the file", file_);
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int reason = errno;
      ::close(descriptor);
      errno = reason;
      refuse("to write the file", file_);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  ::close(descriptor);
}

void WholeFile::keep() {
  const int descriptor = ::open(temporary_.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) refuse("to write the file", file_);
  const bool synced = ::fsync(descriptor) == 0;
  const int reason = errno;
  if (::close(descriptor) != 0 || !synced) {
    if (!synced) errno = reason;
    refuse("to write the file", file_);
  }
  if (::rename(temporary_.c_str(), file_.c_str()) != 0) refuse("to put the file in place", file_);
  temporary_.clear();
}

}  // namespace spolab

#include "core/run/safetensors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace spolab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kChecksumKey = "spolab.checksum";
/// Ends the name of a file that is being written, before the number of the process.
constexpr std::string_view kTemporary = ".tmp";
constexpr std::uint64_t kMaxHeader = 16u << 20;
/// Offsets beyond it are nonsense.
constexpr std::uint64_t kMaxTensors = std::uint64_t{1} << 50;

std::size_t elementBytes(const std::string& dtype, const std::string& where) {
  if (dtype == "F32") return 4;
  if (dtype == "F64" || dtype == "I64") return 8;
  if (dtype == "U8") return 1;
  throw Error("a tensor of F32, F64, I64 or U8", "'" + dtype + "'", where);
}

/// Word-wise multiplicative hash: one pass at memory speed over tens of megabytes.
class Hash {
 public:
  void add(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (; size >= 8; bytes += 8, size -= 8) {
      std::uint64_t word;
      std::memcpy(&word, bytes, 8);
      mix(word);
    }
    std::uint64_t tail = size;
    if (size > 0) std::memcpy(&tail, bytes, size);  // an empty tensor has no address
    mix(tail + (static_cast<std::uint64_t>(size) << 56));
  }
  void add(std::string_view text) { add(text.data(), text.size()); }
  [[nodiscard]] std::string hex() const { return fmt::format("{:016x}", state_); }

 private:
  void mix(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x100000001B3ull;
    state_ ^= state_ >> 29;
  }
  std::uint64_t state_ = 0xCBF29CE484222325ull;
};

std::string checksum(const TensorFile& content) {
  Hash hash;
  hash.add(tensorHash(content));
  for (const auto& [key, value] : content.metadata) {
    if (key == kChecksumKey) continue;
    hash.add(key);
    hash.add(value);
  }
  return hash.hex();
}

[[noreturn]] void refuseSystem(const std::string& expected, const fs::path& where) {
  throw Error(expected, std::strerror(errno), where.string());
}

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void writeAll(int fd, const char* data, std::size_t size, const fs::path& where) {
  while (size > 0) {
    const ssize_t written = ::write(fd, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuseSystem("to write the file", where);
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

/// `pieces` one after another under a temporary name, synced, then renamed over `file`.
void writePieces(const fs::path& file, const std::vector<std::string_view>& pieces) {
  const fs::path temporary = file.string() + std::string(kTemporary) + std::to_string(::getpid());
  try {
    {
      const Descriptor out(temporary, O_WRONLY | O_CREAT | O_TRUNC);
      if (out.get() < 0) refuseSystem("to create the file", temporary);
      for (const std::string_view piece : pieces) writeAll(out.get(), piece.data(), piece.size(), file);
      if (::fsync(out.get()) != 0) refuseSystem("to sync the file", file);
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) refuseSystem("to put the file in place", file);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  const Descriptor folder(file.has_parent_path() ? file.parent_path() : fs::path("."), O_RDONLY | O_DIRECTORY);
  if (folder.get() >= 0) ::fsync(folder.get());
}

std::string headerText(const TensorFile& content) {
  json header = json::object();
  json metadata = json::object();
  for (const auto& [key, value] : content.metadata) metadata[key] = value;
  metadata[kChecksumKey] = checksum(content);
  header["__metadata__"] = metadata;
  std::size_t offset = 0;
  for (const auto& [name, tensor] : content.tensors) {
    header[name] = {
        {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const json::exception& error) {
    throw Error("names and metadata in UTF-8", error.what(), "the header of a .safetensors file");
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

using Range = std::pair<std::uint64_t, std::uint64_t>;

/// The tensors must fill the data part without overlaps or holes, as the format asks.
void requireCover(std::vector<Range> ranges, std::uint64_t size, const std::string& where) {
  std::sort(ranges.begin(), ranges.end());
  std::uint64_t end = 0;
  for (const auto& [begin, next] : ranges) {
    if (begin != end) throw Error("tensors side by side", begin < end ? "an overlap" : "a hole", where);
    end = next;
  }
  if (end != size) throw Error(fmt::format("{} bytes of tensors", end), fmt::format("{}", size), where);
}

/// Bytes of tensors that the header speaks of.
std::uint64_t promisedBytes(const json& header) {
  std::uint64_t most = 0;
  for (const auto& [name, entry] : header.items())
    if (name != "__metadata__") most = std::max(most, entry.at("data_offsets").at(1).get<std::uint64_t>());
  return most;
}

StoredTensor readTensor(const json& entry, std::string_view data, std::vector<Range>& ranges,
                        const std::string& where) {
  StoredTensor tensor;
  tensor.dtype = entry.at("dtype").get<std::string>();
  tensor.shape = entry.at("shape").get<std::vector<std::int64_t>>();
  const auto offsets = entry.at("data_offsets").get<std::vector<std::uint64_t>>();
  std::uint64_t bytes = elementBytes(tensor.dtype, where);
  for (const std::int64_t size : tensor.shape) {
    if (size < 0 || (size > 0 && bytes > data.size() / static_cast<std::uint64_t>(size) + 1)) {
      throw Error("a shape that fits the file", std::to_string(size) + " rows", where);
    }
    bytes *= static_cast<std::uint64_t>(size);
  }
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data.size() || offsets[1] - offsets[0] != bytes) {
    throw Error("offsets that fit shape and file", "others", where);
  }
  ranges.emplace_back(offsets[0], offsets[1]);
  const auto* begin = reinterpret_cast<const std::byte*>(data.data());
  tensor.bytes.assign(begin + offsets[0], begin + offsets[1]);
  return tensor;
}

}  // namespace

const std::string& agentMetadata(const TensorFile& content, const std::string& key, const std::string& where) {
  const auto found = content.metadata.find(key);
  if (found == content.metadata.end()) {
    throw Error("an agent of this program (metadata '" + key + "')", "another .safetensors file", where);
  }
  return found->second;
}

std::string tensorHash(const TensorFile& content) {
  Hash hash;
  for (const auto& [name, tensor] : content.tensors) {
    hash.add(name);
    hash.add(tensor.dtype);
    hash.add(tensor.shape.data(), tensor.shape.size() * sizeof(std::int64_t));
    hash.add(tensor.bytes.data(), tensor.bytes.size());
  }
  return hash.hex();
}

void writeTensorFile(const fs::path& file, const TensorFile& content) {
  const std::string header = headerText(content);
  const std::uint64_t length = header.size();
  std::vector<std::string_view> pieces{{reinterpret_cast<const char*>(&length), sizeof length}, header};
  for (const auto& [name, tensor] : content.tensors) {
    pieces.emplace_back(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
  }
  writePieces(file, pieces);
}

void writeFileAtomically(const fs::path& file, const std::string& text) { writePieces(file, {text}); }

TensorFile readTensorFile(const fs::path& file) {
  const std::string where = file.string();
  std::error_code code;
  const auto size = fs::file_size(file, code);
  if (code) throw Error("a readable .safetensors file", code.message(), where);
  if (size < 8) throw Error("a .safetensors file", fmt::format("{} bytes", size), where);
  std::string text(static_cast<std::size_t>(size), '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(text.data(), static_cast<std::streamsize>(size))) refuseSystem("a readable .safetensors file", file);
  std::uint64_t length = 0;
  std::memcpy(&length, text.data(), sizeof length);
  if (length > kMaxHeader || length > size - 8) {
    throw Error("a .safetensors file", fmt::format("{} bytes of something else, or a truncated one", size), where);
  }
  TensorFile content;
  std::vector<Range> ranges;
  const std::string_view data = std::string_view(text).substr(8 + static_cast<std::size_t>(length));
  try {
    const json header = json::parse(text.begin() + 8, text.begin() + 8 + static_cast<std::ptrdiff_t>(length));
    if (const std::uint64_t promised = promisedBytes(header); promised > data.size() && promised < kMaxTensors)
      throw Error(fmt::format("{} bytes, as its header says", 8 + length + promised),
                  fmt::format("{}: the file is truncated", size), where);
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        content.metadata = entry.get<std::map<std::string, std::string>>();
      } else {
        content.tensors[name] = readTensor(entry, data, ranges, where + ", tensor '" + name + "'");
      }
    }
  } catch (const json::exception& error) {
    throw Error("a .safetensors header", error.what(), where);
  }
  requireCover(std::move(ranges), data.size(), where);
  if (const auto sum = content.metadata.find(kChecksumKey); sum != content.metadata.end()) {
    if (sum->second != checksum(content))
      throw Error("checksum " + sum->second, checksum(content) + ": the file is damaged", where);
  }
  return content;
}

void removeLeftovers(const fs::path& folder) {
  std::vector<fs::path> leftovers;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    const std::string extension = entry->path().extension().string();
    const bool numbered = extension.size() > kTemporary.size() &&
                          extension.find_first_not_of("0123456789", kTemporary.size()) == std::string::npos;
    if (extension.compare(0, kTemporary.size(), kTemporary) == 0 && numbered) leftovers.push_back(entry->path());
  }
  for (const fs::path& leftover : leftovers) fs::remove(leftover, code);
}

}  // namespace spolab

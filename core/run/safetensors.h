#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace spolab {

/// One tensor of a .safetensors file: little-endian, row-major.
struct StoredTensor {
  std::string dtype;  ///< "F32", "F64", "I64", "U8"
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;
};

/// A .safetensors file in memory: names to tensors, and string metadata. The format is 8 bytes of header length, a JSON
/// header, then the bytes of all tensors. We add the metadata key "spolab.checksum" over everything else and verify it.
struct TensorFile {
  std::map<std::string, StoredTensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Writes atomically: a temporary name in the same folder, file and folder synced, renamed. Throws Error; an existing
/// file is then as it was.
void writeTensorFile(const std::filesystem::path& file, const TensorFile& content);
/// Reads and validates everything before returning: lengths, dtypes, overlaps, checksum where there is one. Throws
/// Error.
TensorFile readTensorFile(const std::filesystem::path& file);
/// An entry of an agent's metadata. Throws Error, naming key and `where`, when there is none.
const std::string& agentMetadata(const TensorFile& content, const std::string& key, const std::string& where);
/// 64-bit FNV-1a-like hash over names, shapes and bytes of all tensors, as 16 hex digits.
std::string tensorHash(const TensorFile& content);

/// Writes `text` atomically, as above.
void writeFileAtomically(const std::filesystem::path& file, const std::string& text);

/// Takes away what writers that were killed have left half written in `folder`. Nobody may be writing there.
void removeLeftovers(const std::filesystem::path& folder);

}  // namespace spolab

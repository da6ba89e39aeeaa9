#include <cstring>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/run/safetensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::test;

namespace {

template <typename T>
std::vector<std::byte> bytesOf(const std::vector<T>& values) {
  std::vector<std::byte> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

TensorFile example() {
  TensorFile file;
  file.tensors["weight"] = {"F32", {2, 3}, bytesOf(std::vector<float>{1, -2, 3.5f, 0, 1e-30f, 6})};
  file.tensors["count"] = {"I64", {1}, bytesOf(std::vector<std::int64_t>{-7})};
  file.tensors["dual"] = {"F64", {}, bytesOf(std::vector<double>{0.25})};
  file.tensors["none"] = {"U8", {0, 4}, {}};
  file.tensors["bytes"] = {"U8", {3}, bytesOf(std::vector<std::uint8_t>{1, 2, 255})};
  file.metadata = {{"spolab.version", "0.1.0"}, {"text", "line\nbreak, \"quote\", η"}};
  return file;
}

/// A file with this header and these bytes after it, without a checksum.
std::string raw(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string out(sizeof length, '\0');
  std::memcpy(out.data(), &length, sizeof length);
  return out + header + data;
}

bool same(const TensorFile& a, const TensorFile& b) {
  if (a.tensors.size() != b.tensors.size()) return false;
  for (const auto& [name, tensor] : a.tensors) {
    const auto found = b.tensors.find(name);
    if (found == b.tensors.end() || found->second.dtype != tensor.dtype || found->second.shape != tensor.shape ||
        found->second.bytes != tensor.bytes) {
      return false;
    }
  }
  for (const auto& [key, value] : a.metadata) {
    if (b.metadata.at(key) != value) return false;
  }
  return true;
}

}  // namespace

class TensorFileTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::filesystem::path file_ = folder_.filePath("some.safetensors").toStdString();

  [[nodiscard]] std::string refusal() const {
    try {
      static_cast<void>(readTensorFile(file_));
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  }

 private Q_SLOTS:
  void roundTrip() {
    writeTensorFile(file_, example());
    QVERIFY(same(example(), readTensorFile(file_)));
    QCOMPARE(tensorHash(readTensorFile(file_)), tensorHash(example()));
    QCOMPARE(tensorHash(example()).size(), std::size_t{16});
    TensorFile other = example();
    other.tensors["count"].bytes[0] = std::byte{9};
    QVERIFY(tensorHash(other) != tensorHash(example()));
  }

  void headerIsWhatOthersRead() {
    writeTensorFile(file_, example());
    const std::string bytes = readFile(file_);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    QCOMPARE(length % 8, std::uint64_t{0});
    QVERIFY(bytes[8] == '{');
    QVERIFY(contains(bytes.substr(8, length), "\"__metadata__\""));
  }

  void truncationAnywhereIsRefused() {
    writeTensorFile(file_, example());
    const std::string whole = readFile(file_);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      writeFile(file_, whole.substr(0, size));
      QVERIFY2(contains(refusal(), "some.safetensors"), std::to_string(size).c_str());
    }
  }

  void anyFlippedBitIsRefused() {
    writeTensorFile(file_, example());
    const std::string whole = readFile(file_);
    int accepted = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x04);
      writeFile(file_, damaged);
      if (refusal().empty()) ++accepted;  // only a change inside the header's keys "spolab.checksum" can pass
    }
    QVERIFY2(accepted <= 15, std::to_string(accepted).c_str());
    std::string damaged = whole;
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    writeFile(file_, damaged);
    QVERIFY2(contains(refusal(), "checksum"), refusal().c_str());
  }

  void foreignFilesAreRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto add = [](const char* name, const std::string& bytes) {
      QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
    };
    add("empty", "");
    add("text", "This is a letter to a friend, not a file of tensors.");
    add("PNG", "\x89PNG\r\n\x1a\n and so on and so on");
    add("not JSON", raw("{not json}", ""));
    add("list", raw("[1, 2]", ""));
    add("number", raw("7", ""));
    add("deep", raw(std::string(100000, '['), ""));
    add("no dtype", raw(R"({"a":{"shape":[1],"data_offsets":[0,4]}})", "1234"));
    add("unknown dtype", raw(R"({"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})", "1234"));
    add("shape and bytes disagree", raw(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234"));
    add("negative size", raw(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234"));
    add("huge size", raw(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}})", "1234"));
    add("wrapping size", raw(R"({"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", ""));
    add("beyond the end", raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", "1234"));
    add("backwards", raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", "1234"));
    add("one offset", raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", "1234"));
    add("negative offset", raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}})", "1234"));
    add("overlap", raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                       R"("b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
                       "123456"));
    add("hole", raw(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                    R"("b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                    "123"));
    add("bytes left over", raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "12345"));
    add("metadata that is no text", raw(R"({"__metadata__":{"a":1}})", ""));
  }
  void foreignFilesAreRefused() {
    QFETCH(QByteArray, bytes);
    writeFile(file_, bytes.toStdString());
    QVERIFY(contains(refusal(), "some.safetensors"));
  }

  void filesOfOthersAreRead() {
    writeFile(file_, raw(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "1234"));
    QCOMPARE(readTensorFile(file_).tensors.size(), std::size_t{1});
  }

  void unreadableFiles() {
    file_ = "/nowhere/some.safetensors";
    QVERIFY(contains(refusal(), "/nowhere/some.safetensors"));
    QVERIFY_THROWS_EXCEPTION(Error, writeTensorFile(file_, example()));
    file_ = folder_.path().toStdString();  // a folder
    QVERIFY(!refusal().empty());
    file_ = folder_.filePath("some.safetensors").toStdString();
  }

  void fullDiskLeavesTheOldFile() {
    writeTensorFile(file_, example());
    const std::string before = readFile(file_);
    TensorFile big = example();
    big.tensors["big"] = {"U8", {100000}, std::vector<std::byte>(100000)};
    {
      const FullDisk full(20000);
      QVERIFY_THROWS_EXCEPTION(Error, writeTensorFile(file_, big));
      QVERIFY_THROWS_EXCEPTION(Error, writeFileAtomically(file_, std::string(50000, 'x')));
    }
    QCOMPARE(readFile(file_), before);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path().toStdString()))
      ++files;
    QCOMPARE(files, std::size_t{1});  // no temporary stays behind
    writeTensorFile(file_, big);
    QVERIFY(same(big, readTensorFile(file_)));
  }
};

QTEST_APPLESS_MAIN(TensorFileTest)
#include "tensor_file_test.moc"

#include "core/trace/trace_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <unistd.h>

#include "core/base/error.h"

namespace spolab {
namespace {

constexpr char kMagic[8] = {'S', 'P', 'O', 'T', 'R', 'A', 'C', 'E'};
constexpr std::uint32_t kVersion = 4;
constexpr std::uint64_t kMaxElements = 1ull << 32;

/// One list of all fields serves writing and reading.
template <typename Trace, typename Visit>
void visitFields(Trace& t, const Visit& visit) {
  visit(t.kind);
  visit(t.particles);
  visit(t.depths);
  visit(t.actions);
  visit(t.actionDims);
  visit(t.stateBytes);
  visit(t.actionBytes);
  visit(t.rootState);
  visit(t.rootValue);
  visit(t.temperature);
  visit(t.prior);
  visit(t.proposal);
  visit(t.qhat);
  visit(t.policyRow);
  visit(t.rootLogDensities);
  visit(t.rootActions);
  visit(t.weights);
  visit(t.chosenAction);
  visit(t.klToPrior);
  visit(t.parent);
  visit(t.rootAncestor);
  visit(t.action);
  visit(t.reward);
  visit(t.value);
  visit(t.advantage);
  visit(t.logWeight);
  visit(t.weight);
  visit(t.dead);
  visit(t.state);
  visit(t.resampling);
  visit(t.ess);
  visit(t.entropy);
  visit(t.ancestors);
  visit(t.count);
  visit(t.visits);
  visit(t.edgePrior);
  visit(t.rules.systematic);
  visit(t.rules.weighsQ);
  visit(t.rules.rootNoise);
  visit(t.rules.corrected);
}

struct Writer {
  std::ofstream& out;
  template <typename T>
  void operator()(const T& value) const {
    out.write(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <typename T>
  void operator()(const std::vector<T>& values) const {
    const std::uint64_t count = values.size();
    (*this)(count);
    out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(count * sizeof(T)));
  }
};

struct Reader {
  std::ifstream& in;
  std::uint64_t fileBytes;
  const std::string& where;
  void bytes(void* data, std::uint64_t size) const {
    if (!in.read(static_cast<char*>(data), static_cast<std::streamsize>(size))) {
      throw Error("a whole search trace", "a truncated file", where);
    }
  }
  template <typename T>
  void operator()(T& value) const {
    bytes(&value, sizeof value);
  }
  template <typename T>
  void operator()(std::vector<T>& values) const {
    std::uint64_t count = 0;
    (*this)(count);
    if (count > kMaxElements || count * sizeof(T) > fileBytes)
      throw Error("a search trace", "an impossible length", where);
    values.resize(static_cast<std::size_t>(count));
    bytes(values.data(), count * sizeof(T));
  }
};

bool allBetween(const std::vector<std::int32_t>& values, std::int32_t low, std::int32_t high) {
  return std::all_of(values.begin(), values.end(), [&](std::int32_t x) { return x >= low && x < high; });
}

/// Discrete: every action has a name. A box: any numbers will do.
bool actionsFit(const SearchTrace& t, const std::vector<std::byte>& actions) {
  std::vector<std::int32_t> indices(t.actionDims == 0 ? actions.size() / sizeof(std::int32_t) : 0);
  if (!indices.empty()) std::memcpy(indices.data(), actions.data(), indices.size() * sizeof(std::int32_t));
  return allBetween(indices, 0, t.actions);
}

/// Whoever shows a trace follows its indices without further checks.
void requireConsistent(const SearchTrace& t, const std::string& where) {
  const auto particles = static_cast<std::uint64_t>(std::max(t.particles, 0));
  const auto depths = static_cast<std::uint64_t>(std::max(t.depths, 0));
  const auto actions = static_cast<std::uint64_t>(std::max(t.actions, 0));
  const std::uint64_t rows = particles * depths;
  const bool tree = t.kind == SearchKind::kTree;
  const std::uint64_t atoms = tree ? actions : particles;
  const bool fits =
      particles > 0 && depths > 0 && t.actions >= 0 && t.actionDims >= 0 && (t.actions > 0) != (t.actionDims > 0) &&
      t.actionBytes == 4 * static_cast<std::uint64_t>(std::max(t.actionDims, 1)) &&
      t.rootState.size() == t.stateBytes && t.prior.size() == actions && t.proposal.size() == actions &&
      t.qhat.size() == actions && t.policyRow.size() == 2 * static_cast<std::uint64_t>(std::max(t.actionDims, 0)) &&
      t.rootLogDensities.size() == (t.actionDims > 0 ? particles : 0) && t.kind <= SearchKind::kTree &&
      !(tree && t.actionDims > 0) && t.rootActions.size() == atoms * t.actionBytes && t.weights.size() == atoms &&
      (tree ? t.count.size() == depths : t.count.empty() || t.count.size() == depths) &&
      t.visits.size() == (tree ? rows : 0) && t.edgePrior.size() == (tree ? rows : 0) &&
      t.chosenAction.size() == t.actionBytes && t.parent.size() == rows && t.rootAncestor.size() == rows &&
      t.action.size() == rows * t.actionBytes && t.reward.size() == rows && t.value.size() == rows &&
      t.advantage.size() == rows && t.logWeight.size() == rows && t.weight.size() == rows && t.dead.size() == rows &&
      t.state.size() == rows * t.stateBytes && t.resampling.size() == depths && t.ess.size() == depths &&
      t.entropy.size() == depths && t.ancestors.size() == depths;
  if (!fits) throw Error("a search trace whose parts fit one another", "another", where);
  const bool indexed = allBetween(t.count, 1, t.particles + 1) && allBetween(t.parent, 0, t.particles) &&
                       allBetween(t.rootAncestor, 0, t.particles) && actionsFit(t, t.action) &&
                       actionsFit(t, t.rootActions) && actionsFit(t, t.chosenAction) &&
                       std::all_of(t.resampling.begin(), t.resampling.end(),
                                   [](ResampleEvent e) { return e <= ResampleEvent::kReported; });
  if (!indexed) throw Error("a search trace whose indices are in range", "one outside", where);
}

/// What lies there belongs to whoever has it open (/dev/stdout and its like).
bool namesAnOpenFile(const std::filesystem::path& place) {
  const std::filesystem::path inside = place.relative_path();
  return !inside.empty() && (*inside.begin() == "dev" || *inside.begin() == "proc");
}

/// The file that a link leads to. Names of open files stay, also behind links: who holds them goes on writing where
/// they lead to, so that nothing may be put in its place.
std::filesystem::path behindLinks(const std::filesystem::path& file) {
  std::error_code code;
  std::filesystem::path place = std::filesystem::absolute(file, code).lexically_normal();
  for (int hop = 0; hop < 40 && !code && !namesAnOpenFile(place); ++hop) {
    if (!std::filesystem::is_symlink(place, code)) {
      const bool regular = std::filesystem::is_regular_file(place, code);
      return regular ? std::filesystem::canonical(place, code) : file;
    }
    place = (place.parent_path() / std::filesystem::read_symlink(place, code)).lexically_normal();
  }
  return file;
}

/// No other file can be made beside one, though that may be written itself.
bool onlyInPlace(int reason, const std::filesystem::path& place) {
  std::error_code code;
  return (reason == EACCES || reason == EPERM || reason == EROFS || reason == ENAMETOOLONG) &&
         std::filesystem::is_regular_file(place, code);
}

}  // namespace

void saveTrace(const SearchTrace& trace, const std::filesystem::path& file) {
  // What is there stays until the new one is whole; a device or a pipe is written as it is.
  std::error_code code;
  const std::filesystem::path place = behindLinks(file);
  const auto type = std::filesystem::symlink_status(place, code).type();
  bool apart = type == std::filesystem::file_type::not_found || type == std::filesystem::file_type::regular;
  const std::filesystem::path target = apart ? place.string() + ".tmp" + std::to_string(::getpid()) : place.string();
  {
    std::ofstream out(target, std::ios::binary);
    if (apart && !out && onlyInPlace(errno, place)) {
      apart = false;
      out.open(place, std::ios::binary);
    }
    out.write(kMagic, sizeof kMagic);
    const Writer write{out};
    write(kVersion);
    visitFields(trace, write);
    out.close();
    if (out) {
      if (apart) std::filesystem::rename(target, place, code);
      if (!apart || !code) return;
      errno = code.value();
    }
  }
  const std::string reason = std::strerror(errno);
  if (apart) std::filesystem::remove(target, code);
  throw Error("to write the search trace", reason, file.string());
}

SearchTrace loadTrace(const std::filesystem::path& file) {
  const std::string where = file.string();
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("a readable search trace", std::strerror(errno), where);
  std::error_code code;
  const auto fileBytes = std::filesystem::file_size(file, code);
  if (code) throw Error("a readable search trace", code.message(), where);
  const Reader read{in, fileBytes, where};
  char magic[sizeof kMagic];
  std::uint32_t version = 0;
  read.bytes(magic, sizeof magic);
  read(version);
  if (std::memcmp(magic, kMagic, sizeof magic) != 0 || version != kVersion) {
    throw Error("a search trace of version " + std::to_string(kVersion), "another kind of file", where);
  }
  SearchTrace trace;
  visitFields(trace, read);
  if (in.peek() != std::ifstream::traits_type::eof()) throw Error("the end of the search trace", "more bytes", where);
  requireConsistent(trace, where);
  return trace;
}

}  // namespace spolab

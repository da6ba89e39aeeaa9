#include "core/plan/cached_evaluator.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/base/check.h"

namespace spolab {
namespace {

constexpr std::size_t kShards = 16;
constexpr std::size_t kRowGrain = 512;  ///< rows of a chunk
constexpr std::uint32_t kEmpty = 0xFFFFFFFF;

__extension__ using Wide = unsigned __int128;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// 64-bit hash of a byte string, eight bytes at a time by folded multiplication.
std::uint64_t hashBytes(const std::byte* data, std::size_t size) {
  std::uint64_t hash = 0x9E3779B97F4A7C15ull ^ size;
  for (; size >= 8; data += 8, size -= 8) {
    std::uint64_t word;
    std::memcpy(&word, data, 8);
    hash = mix(hash ^ word, 0xD6E8FEB86659FD93ull);
  }
  std::uint64_t tail = 0;
  std::memcpy(&tail, data, size);
  return mix(hash ^ tail, 0xA0761D6478BD642Full);
}

std::size_t shardOf(std::uint64_t hash) { return hash >> 60; }

}  // namespace

struct CachedEvaluator::Shard {
  std::size_t capacity = 0;
  std::vector<std::uint32_t> table;     // power of two, entry numbers
  std::vector<std::uint64_t> hashes;    // [entries]
  std::vector<std::byte> observations;  // [entries, observationBytes]
  std::vector<float> rows;              // [entries, rowFloats]
  std::size_t known = 0;                // entries whose rows were there before this batch; those behind are new
  std::size_t firstMiss = 0;            // place of the first new one in the inner batch

  void clear() {
    std::fill(table.begin(), table.end(), kEmpty);
    hashes.clear();
    observations.clear();
    rows.clear();
  }
  void ensureRoom(std::size_t newcomers) {
    if (hashes.size() + newcomers > capacity) clear();
    // A batch larger than the shard still has to be answered: the table grows for it and is emptied again by the next.
    std::size_t size = std::max<std::size_t>(table.size(), 64);
    while (size < 2 * (hashes.size() + newcomers)) size *= 2;
    if (size == table.size()) return;
    table.assign(size, kEmpty);
    for (std::uint32_t e = 0; e < hashes.size(); ++e) table[freeSlot(hashes[e])] = e;
  }
  [[nodiscard]] std::size_t freeSlot(std::uint64_t hash) const {
    std::size_t slot = hash & (table.size() - 1);
    while (table[slot] != kEmpty) slot = (slot + 1) & (table.size() - 1);
    return slot;
  }
};

CachedEvaluator::CachedEvaluator(std::unique_ptr<Evaluator> inner, std::size_t observationBytes, std::size_t capacity,
                                 WorkerPool* pool)
    : inner_(std::move(inner)), observationBytes_(observationBytes), pool_(pool), shards_(kShards) {
  SPOLAB_CHECK_LT(std::size_t{0}, capacity);
  const NetworkOutputs& outputs = inner_->outputs();
  rowFloats_ = static_cast<std::size_t>(outputs.policySize) * (outputs.hasQ ? 2 : 1) + 1;
  for (Shard& shard : shards_) shard.capacity = (capacity + kShards - 1) / kShards;
}

CachedEvaluator::~CachedEvaluator() = default;

void CachedEvaluator::clear() {
  for (Shard& shard : shards_) shard.clear();
}

void CachedEvaluator::forEach(std::size_t count, std::size_t grain,
                              const std::function<void(std::size_t, std::size_t)>& body) {
  if (pool_ == nullptr) return body(0, count);
  pool_->parallelFor(count, grain, [&](std::size_t begin, std::size_t end, int) { body(begin, end); });
}

/// Hashes all rows and sorts the rows of each chunk by shard (counting sort), so that a shard finds its own.
void CachedEvaluator::hashAndSort(std::span<const std::byte> observations) {
  const std::size_t batch = hashes_.size();
  const std::size_t chunks = (batch + kRowGrain - 1) / kRowGrain;
  bounds_.resize(chunks * (kShards + 1));
  forEach(chunks, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t chunk = begin; chunk < end; ++chunk) {
      const std::size_t first = chunk * kRowGrain;
      const std::size_t last = std::min(first + kRowGrain, batch);
      std::array<std::uint32_t, kShards + 1> place{};
      for (std::size_t i = first; i < last; ++i) {
        hashes_[i] = hashBytes(observations.data() + i * observationBytes_, observationBytes_);
        ++place[shardOf(hashes_[i]) + 1];
      }
      place[0] = static_cast<std::uint32_t>(first);
      std::partial_sum(place.begin(), place.end(), place.begin());
      std::copy(place.begin(), place.end(), &bounds_[chunk * (kShards + 1)]);
      for (std::size_t i = first; i < last; ++i) sorted_[place[shardOf(hashes_[i])]++] = static_cast<std::uint32_t>(i);
    }
  });
}

void CachedEvaluator::locate(Shard& shard, std::size_t number, std::span<const std::byte> observations) {
  std::size_t mine = 0;
  for (std::size_t at = number; at < bounds_.size(); at += kShards + 1) mine += bounds_[at + 1] - bounds_[at];
  shard.ensureRoom(mine);
  shard.known = shard.hashes.size();
  for (std::size_t at = number; at < bounds_.size(); at += kShards + 1) {
    locateRows(shard, std::span(sorted_).subspan(bounds_[at], bounds_[at + 1] - bounds_[at]), observations);
  }
  shard.rows.resize(shard.hashes.size() * rowFloats_);
}

void CachedEvaluator::locateRows(Shard& shard, std::span<const std::uint32_t> rows,
                                 std::span<const std::byte> observations) {
  const std::size_t mask = shard.table.size() - 1;
  for (const std::uint32_t i : rows) {
    const std::uint64_t hash = hashes_[i];
    const std::byte* observation = observations.data() + i * observationBytes_;
    std::size_t slot = hash & mask;
    for (;; slot = (slot + 1) & mask) {
      const std::uint32_t entry = shard.table[slot];
      if (entry == kEmpty) {
        entries_[i] = static_cast<std::uint32_t>(shard.hashes.size());
        shard.table[slot] = entries_[i];
        shard.hashes.push_back(hash);
        shard.observations.insert(shard.observations.end(), observation, observation + observationBytes_);
        break;
      }
      if (shard.hashes[entry] == hash &&
          std::memcmp(&shard.observations[entry * observationBytes_], observation, observationBytes_) == 0) {
        entries_[i] = entry;
        break;
      }
    }
  }
}

/// Asks for the new entries of all shards in one batch. They stand behind one another in each.
void CachedEvaluator::evaluateMisses() {
  missObservations_.clear();
  std::size_t total = 0;
  for (Shard& shard : shards_) {
    shard.firstMiss = total;
    total += shard.hashes.size() - shard.known;
    const auto begin = static_cast<std::ptrdiff_t>(shard.known * observationBytes_);
    missObservations_.insert(missObservations_.end(), shard.observations.begin() + begin, shard.observations.end());
  }
  counts_.evaluated += total;
  if (total == 0) return;
  const auto policySize = static_cast<std::size_t>(inner_->outputs().policySize);
  missPolicy_.resize(total * policySize);
  missValue_.resize(total);
  missQ_.resize(inner_->outputs().hasQ ? total * policySize : 0);
  inner_->evaluate(missObservations_, {missPolicy_, missValue_, missQ_});
}

/// Stores the answers to a shard's new entries.
void CachedEvaluator::keepAnswers(Shard& shard) {
  const auto policySize = static_cast<std::size_t>(inner_->outputs().policySize);
  float* row = shard.rows.data() + shard.known * rowFloats_;
  for (std::size_t entry = shard.known; entry < shard.hashes.size(); ++entry) {
    const std::size_t from = shard.firstMiss + entry - shard.known;
    row = std::copy_n(&missPolicy_[from * policySize], policySize, row);
    *row++ = missValue_[from];
    if (!missQ_.empty()) row = std::copy_n(&missQ_[from * policySize], policySize, row);
  }
}

/// Answers row i: from the store, or from what the network has just said, as other workers may still be storing that.
void CachedEvaluator::answer(std::size_t i, const EvaluationBatch& out) const {
  const auto policySize = static_cast<std::size_t>(inner_->outputs().policySize);
  const Shard& shard = shards_[shardOf(hashes_[i])];
  const std::size_t entry = entries_[i];
  const bool isNew = entry >= shard.known;
  const std::size_t from = isNew ? shard.firstMiss + entry - shard.known : 0;
  const float* row = isNew ? nullptr : &shard.rows[entry * rowFloats_];
  out.value[i] = isNew ? missValue_[from] : row[policySize];
  if (!out.policy.empty()) {
    std::copy_n(isNew ? &missPolicy_[from * policySize] : row, policySize, &out.policy[i * policySize]);
  }
  if (!out.q.empty()) {
    std::copy_n(isNew ? &missQ_[from * policySize] : row + policySize + 1, policySize, &out.q[i * policySize]);
  }
}

void CachedEvaluator::evaluate(std::span<const std::byte> observations, EvaluationBatch out) {
  const std::size_t batch = out.value.size();
  SPOLAB_CHECK_EQ(observations.size(), batch * observationBytes_);
  counts_.asked += batch;
  hashes_.resize(batch);
  entries_.resize(batch);
  sorted_.resize(batch);
  hashAndSort(observations);
  forEach(kShards, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) locate(shards_[s], s, observations);
  });
  try {
    evaluateMisses();
  } catch (...) {
    clear();  // entries without answers must not survive
    throw;
  }
  const std::size_t chunks = (batch + kRowGrain - 1) / kRowGrain;
  forEach(chunks + kShards, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t part = begin; part < end; ++part) {
      if (part >= chunks) {
        keepAnswers(shards_[part - chunks]);
        continue;
      }
      for (std::size_t i = part * kRowGrain; i < std::min((part + 1) * kRowGrain, batch); ++i) answer(i, out);
    }
  });
}

}  // namespace spolab

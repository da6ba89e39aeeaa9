#include "core/plan/cached_evaluator.h"

#include <algorithm>
#include <array>
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

/// body(begin, end) over [0, count), split over the pool where there is one.
template <typename Body>
void forEach(WorkerPool* pool, std::size_t count, std::size_t grain, const Body& body) {
  if (pool == nullptr) return body(std::size_t{0}, count);
  pool->parallelFor(count, grain, [&](std::size_t begin, std::size_t end, int) { body(begin, end); });
}

}  // namespace

struct CachedEvaluator::Shard {
  std::size_t capacity = 0;
  std::vector<std::uint32_t> table;     // power of two, entry numbers
  std::vector<std::uint64_t> hashes;    // [entries]
  std::vector<std::byte> observations;  // [entries, observationBytes]
  std::vector<float> rows;              // [entries, rowFloats], of batches under way not yet filled in

  void clear() {
    std::fill(table.begin(), table.end(), kEmpty);
    hashes.clear();
    observations.clear();
    rows.clear();
  }
  [[nodiscard]] bool hasRoomFor(std::size_t newcomers) const { return hashes.size() + newcomers <= capacity; }
  void ensureRoom(std::size_t newcomers) {
    if (!hasRoomFor(newcomers)) clear();
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

/// A batch that was begun.
struct CachedEvaluator::Flight {
  /// What a shard did not know: entries [first, first + count), row `firstRow` and on of the inner batch.
  struct News {
    std::size_t first = 0, count = 0, firstRow = 0;
  };
  EvaluationBatch out;
  std::vector<std::uint64_t> hashes;   // [B]
  std::vector<std::uint32_t> entries;  // [B] entry within the row's shard
  std::vector<std::uint32_t> sorted;   // [B] row numbers, each chunk of rows sorted by shard
  std::vector<std::uint32_t> bounds;   // [chunks, shards + 1] where a chunk's rows of each shard begin in `sorted`
  std::array<News, kShards> news;
  std::vector<float> policy, value, q;  // of the inner batch
  bool asked = false;                   // there was something new
  bool settled = false;                 // its rows are filled in

  [[nodiscard]] std::size_t rowsOf(std::size_t shard) const {
    std::size_t rows = 0;
    for (std::size_t at = shard; at < bounds.size(); at += kShards + 1) rows += bounds[at + 1] - bounds[at];
    return rows;
  }
};

CachedEvaluator::CachedEvaluator(std::unique_ptr<Evaluator> inner, std::size_t observationBytes, std::size_t capacity,
                                 WorkerPool* pool)
    : inner_(std::move(inner)), observationBytes_(observationBytes), pool_(pool), shards_(kShards), network_(*inner_) {
  SPOLAB_CHECK_LT(std::size_t{0}, capacity);
  const NetworkOutputs& outputs = inner_->outputs();
  rowFloats_ = static_cast<std::size_t>(outputs.policySize) * (outputs.hasQ ? 2 : 1) + 1;
  for (Shard& shard : shards_) shard.capacity = (capacity + kShards - 1) / kShards;
}

CachedEvaluator::~CachedEvaluator() = default;

void CachedEvaluator::clear() {
  SPOLAB_CHECK(underWay_.empty());
  for (Shard& shard : shards_) shard.clear();
}

/// Hashes all rows and sorts the rows of each chunk by shard (counting sort), so that a shard finds its own.
void CachedEvaluator::hashAndSort(Flight& flight, std::span<const std::byte> observations) {
  const std::size_t batch = flight.out.value.size();
  const std::size_t chunks = (batch + kRowGrain - 1) / kRowGrain;
  flight.hashes.resize(batch);
  flight.sorted.resize(batch);
  flight.bounds.resize(chunks * (kShards + 1));
  forEach(pool_, chunks, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t chunk = begin; chunk < end; ++chunk) {
      const std::size_t first = chunk * kRowGrain;
      const std::size_t last = std::min(first + kRowGrain, batch);
      std::array<std::uint32_t, kShards + 1> place{};
      for (std::size_t i = first; i < last; ++i) {
        flight.hashes[i] = hashBytes(observations.data() + i * observationBytes_, observationBytes_);
        ++place[shardOf(flight.hashes[i]) + 1];
      }
      place[0] = static_cast<std::uint32_t>(first);
      std::partial_sum(place.begin(), place.end(), place.begin());
      std::copy(place.begin(), place.end(), &flight.bounds[chunk * (kShards + 1)]);
      for (std::size_t i = first; i < last; ++i)
        flight.sorted[place[shardOf(flight.hashes[i])]++] = static_cast<std::uint32_t>(i);
    }
  });
}

/// A shard that this batch could overfill is emptied, so what is under way has to be answered before.
void CachedEvaluator::makeRoom(const Flight& flight) {
  bool enough = true;
  for (std::size_t s = 0; s < kShards; ++s) enough = enough && shards_[s].hasRoomFor(flight.rowsOf(s));
  if (enough) return;
  for (Flight& before : underWay_) settle(before);
}

void CachedEvaluator::locate(Flight& flight, std::size_t number, std::span<const std::byte> observations) {
  Shard& shard = shards_[number];
  Flight::News& news = flight.news[number];
  shard.ensureRoom(flight.rowsOf(number));
  news.first = shard.hashes.size();
  for (std::size_t at = number; at < flight.bounds.size(); at += kShards + 1) {
    const std::uint32_t begin = flight.bounds[at];
    locateRows(flight, shard, std::span(flight.sorted).subspan(begin, flight.bounds[at + 1] - begin), observations);
  }
  news.count = shard.hashes.size() - news.first;
  shard.rows.resize(shard.hashes.size() * rowFloats_);
}

void CachedEvaluator::locateRows(Flight& flight, Shard& shard, std::span<const std::uint32_t> rows,
                                 std::span<const std::byte> observations) {
  const std::size_t mask = shard.table.size() - 1;
  for (const std::uint32_t i : rows) {
    const std::uint64_t hash = flight.hashes[i];
    const std::byte* observation = observations.data() + i * observationBytes_;
    std::size_t slot = hash & mask;
    for (;; slot = (slot + 1) & mask) {
      const std::uint32_t entry = shard.table[slot];
      if (entry == kEmpty) {
        flight.entries[i] = static_cast<std::uint32_t>(shard.hashes.size());
        shard.table[slot] = flight.entries[i];
        shard.hashes.push_back(hash);
        shard.observations.insert(shard.observations.end(), observation, observation + observationBytes_);
        break;
      }
      if (shard.hashes[entry] == hash &&
          std::memcmp(&shard.observations[entry * observationBytes_], observation, observationBytes_) == 0) {
        flight.entries[i] = entry;
        break;
      }
    }
  }
}

void CachedEvaluator::lookUp(Flight& flight, std::span<const std::byte> observations) {
  hashAndSort(flight, observations);
  makeRoom(flight);
  flight.entries.resize(flight.out.value.size());
  forEach(pool_, kShards, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) locate(flight, s, observations);
  });
}

/// Asks for the new entries of all shards in one batch. They stand behind one another in each.
void CachedEvaluator::askAboutNew(Flight& flight) {
  missObservations_.clear();
  std::size_t total = 0;
  for (std::size_t s = 0; s < kShards; ++s) {
    Flight::News& news = flight.news[s];
    news.firstRow = total;
    total += news.count;
    const std::byte* first = shards_[s].observations.data() + news.first * observationBytes_;
    missObservations_.insert(missObservations_.end(), first, first + news.count * observationBytes_);
  }
  counts_.evaluated += total;
  flight.asked = total > 0;
  if (!flight.asked) return;
  const auto policySize = static_cast<std::size_t>(inner_->outputs().policySize);
  flight.policy.resize(total * policySize);
  flight.value.resize(total);
  flight.q.resize(inner_->outputs().hasQ ? total * policySize : 0);
  network_.begin(missObservations_, {flight.policy, flight.value, flight.q});
}

/// Stores the answers to a shard's new entries.
void CachedEvaluator::keepAnswers(const Flight& flight, std::size_t shard) {
  const auto policySize = static_cast<std::size_t>(inner_->outputs().policySize);
  const Flight::News& news = flight.news[shard];
  float* row = shards_[shard].rows.data() + news.first * rowFloats_;
  for (std::size_t from = news.firstRow; from < news.firstRow + news.count; ++from) {
    row = std::copy_n(&flight.policy[from * policySize], policySize, row);
    *row++ = flight.value[from];
    if (!flight.q.empty()) row = std::copy_n(&flight.q[from * policySize], policySize, row);
  }
}

/// Answers row i: from the store, or from what the network has just said, as other workers may still be storing that.
void CachedEvaluator::answer(const Flight& flight, std::size_t i) const {
  const auto policySize = static_cast<std::size_t>(inner_->outputs().policySize);
  const std::size_t shard = shardOf(flight.hashes[i]);
  const Flight::News& news = flight.news[shard];
  const std::size_t entry = flight.entries[i];
  const bool isNew = entry >= news.first;
  const std::size_t from = isNew ? news.firstRow + entry - news.first : 0;
  const float* row = isNew ? nullptr : &shards_[shard].rows[entry * rowFloats_];
  flight.out.value[i] = isNew ? flight.value[from] : row[policySize];
  if (!flight.out.policy.empty()) {
    std::copy_n(isNew ? &flight.policy[from * policySize] : row, policySize, &flight.out.policy[i * policySize]);
  }
  if (!flight.out.q.empty()) {
    std::copy_n(isNew ? &flight.q[from * policySize] : row + policySize + 1, policySize, &flight.out.q[i * policySize]);
  }
}

/// Waits for what a batch has asked for and fills in its rows. The oldest one that is not settled comes first.
void CachedEvaluator::settle(Flight& flight) {
  if (flight.settled) return;
  if (flight.asked) network_.finish();
  const std::size_t batch = flight.out.value.size();
  const std::size_t chunks = (batch + kRowGrain - 1) / kRowGrain;
  forEach(pool_, chunks + kShards, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t part = begin; part < end; ++part) {
      if (part >= chunks) {
        keepAnswers(flight, part - chunks);
        continue;
      }
      for (std::size_t i = part * kRowGrain; i < std::min((part + 1) * kRowGrain, batch); ++i) answer(flight, i);
    }
  });
  flight.settled = true;
}

/// After a failure: entries without answers must not survive.
void CachedEvaluator::forgetAll() {
  network_.drain();
  spare_.splice(spare_.begin(), underWay_);
  clear();
}

void CachedEvaluator::begin(std::span<const std::byte> observations, EvaluationBatch out) {
  SPOLAB_CHECK_EQ(observations.size(), out.value.size() * observationBytes_);
  counts_.asked += out.value.size();
  try {
    if (spare_.empty()) spare_.emplace_back();
    Flight& flight = spare_.front();
    flight.out = out;
    flight.settled = false;
    lookUp(flight, observations);
    askAboutNew(flight);
  } catch (...) {
    forgetAll();
    throw;
  }
  underWay_.splice(underWay_.end(), spare_, spare_.begin());
}

void CachedEvaluator::finish() {
  SPOLAB_CHECK(!underWay_.empty());
  try {
    settle(underWay_.front());
  } catch (...) {
    forgetAll();
    throw;
  }
  spare_.splice(spare_.begin(), underWay_, underWay_.begin());
}

void CachedEvaluator::evaluate(std::span<const std::byte> observations, EvaluationBatch out) {
  SPOLAB_CHECK(underWay_.empty());
  begin(observations, out);
  finish();
}

}  // namespace spolab

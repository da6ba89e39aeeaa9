#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "core/base/worker_pool.h"
#include "core/plan/evaluator.h"

namespace spolab {

/// An exact, bounded cache in front of a network, as chess engines have: while the parameters stay as they are, an
/// observation that was seen before gets the stored row, bit for bit. Copied particles and transpositions then cost
/// nothing. Duplicates inside one batch are evaluated once.
///
/// Sixteen shards by hash, each an open-addressing table; a shard that a batch could overfill is emptied first, so the
/// content depends on the requests only, never on the number of workers. A batch may be begun while others are under
/// way: what those have asked for is not asked for again.
class CachedEvaluator final : public Evaluator {
 public:
  /// `capacity` ≥ 1 entries in all; `pool` (may be null) splits hashing and look-ups and is borrowed.
  CachedEvaluator(std::unique_ptr<Evaluator> inner, std::size_t observationBytes, std::size_t capacity,
                  WorkerPool* pool);
  ~CachedEvaluator() override;

  /// Forget everything: call when the parameters change.
  void clear();
  [[nodiscard]] const NetworkOutputs& outputs() const override { return inner_->outputs(); }
  void evaluate(std::span<const std::byte> observations, EvaluationBatch out) override;
  [[nodiscard]] int batchesAtOnce(std::size_t rows) const override { return inner_->batchesAtOnce(rows); }
  void begin(std::span<const std::byte> observations, EvaluationBatch out) override;
  void finish() override;
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  struct Shard;
  struct Flight;
  void lookUp(Flight& flight, std::span<const std::byte> observations);
  void hashAndSort(Flight& flight, std::span<const std::byte> observations);
  void makeRoom(const Flight& flight);
  void locate(Flight& flight, std::size_t shard, std::span<const std::byte> observations);
  void locateRows(Flight& flight, Shard& shard, std::span<const std::uint32_t> rows,
                  std::span<const std::byte> observations);
  void askAboutNew(Flight& flight);
  void settle(Flight& flight);
  void keepAnswers(const Flight& flight, std::size_t shard);
  void answer(const Flight& flight, std::size_t i) const;
  void forgetAll();

  std::unique_ptr<Evaluator> inner_;
  std::size_t observationBytes_;
  std::size_t rowFloats_;  // policy, then value, then Q
  WorkerPool* pool_;
  std::vector<Shard> shards_;
  std::list<Flight> underWay_;  // oldest first
  std::list<Flight> spare_;     // their memory, to be used again
  std::vector<std::byte> missObservations_;
  EvaluatorCounts counts_;
  EvaluationQueue network_;  // what is asked of inner_; its end waits for answers into the flights' memory
};

}  // namespace spolab

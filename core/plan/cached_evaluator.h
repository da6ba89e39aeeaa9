#pragma once

#include <array>
#include <cstdint>
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
/// content depends on the requests only, never on the number of workers.
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
  [[nodiscard]] EvaluatorCounts counts() const override { return counts_; }

 private:
  struct Shard;
  void hashAndSort(std::span<const std::byte> observations);
  void locate(Shard& shard, std::size_t number, std::span<const std::byte> observations);
  void locateRows(Shard& shard, std::span<const std::uint32_t> rows, std::span<const std::byte> observations);
  void evaluateMisses();
  void keepAnswers(Shard& shard);
  void answer(std::size_t i, const EvaluationBatch& out) const;
  void forEach(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& body);

  std::unique_ptr<Evaluator> inner_;
  std::size_t observationBytes_;
  std::size_t rowFloats_;  // policy, then value, then Q
  WorkerPool* pool_;
  std::vector<Shard> shards_;
  std::vector<std::uint64_t> hashes_;   // [B]
  std::vector<std::uint32_t> entries_;  // [B] entry within the row's shard
  std::vector<std::uint32_t> sorted_;   // [B] row numbers, each chunk of rows sorted by shard
  std::vector<std::uint32_t> bounds_;   // [chunks, shards + 1] where a chunk's rows of each shard begin in sorted_
  std::vector<std::byte> missObservations_;
  std::vector<float> missPolicy_, missValue_, missQ_;
  EvaluatorCounts counts_;
};

}  // namespace spolab

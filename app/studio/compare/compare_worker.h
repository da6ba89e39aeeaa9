#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "app/studio/compare/compare_request.h"
#include "app/studio/compare/contender_search.h"
#include "core/base/event_queue.h"
#include "core/base/mailbox.h"

namespace spolab {

/// The thread that searches held decisions again, at low priority and on one core. The newest request wins: what an
/// older one still had to do is dropped within a piece of work. Results come piece by piece: first what was searched,
/// then its spread, then the exact q̂. Thread-safe; nobody waits but the destructor, for one piece.
class CompareWorker {
 public:
  /// `published` is called on the worker's thread after each new result.
  explicit CompareWorker(std::function<void()> published);
  ~CompareWorker();
  CompareWorker(const CompareWorker&) = delete;
  CompareWorker& operator=(const CompareWorker&) = delete;

  /// Returns the number that the request's results will carry.
  std::uint64_t ask(CompareRequest request);
  /// Drops what is under way, and what was kept for the next request: nobody is looking.
  void rest();
  /// Null before the first.
  [[nodiscard]] std::shared_ptr<const CompareResult> latest() const { return results_.latest(); }

 private:
  struct Order {
    std::uint64_t number = 0;
    std::shared_ptr<const CompareRequest> request;  ///< null: rest
  };

  void run();
  void answer(const Order& order);
  void searchAll(const CompareRequest& request);
  void equalise(const CompareRequest& request, std::vector<std::optional<std::int64_t>>& particles);
  void addSpreads(const CompareRequest& request);
  void addExact(const CompareRequest& request);
  void keepOld(const CompareRequest& request);
  ContenderResult resultOf(const CompareRequest& request, std::size_t index, std::optional<std::int64_t> particles);
  std::string keyOf(const Contender& contender, std::optional<std::int64_t> particles) const;
  void remember(std::size_t index);
  void publish(std::string activity);
  [[nodiscard]] bool superseded() const { return current_ != newest_; }

  std::function<void()> published_;
  EventQueue<Order> orders_;
  Mailbox<CompareResult> results_;
  std::atomic<std::uint64_t> newest_{0};

  // Below: the worker's thread only.
  std::uint64_t current_ = 0;
  bool quit_ = false;
  std::unique_ptr<ContenderSearch> search_;
  CompareResult result_;
  std::vector<std::string> keys_;                 ///< [contenders] of result_; empty: not to be kept
  std::map<std::string, ContenderResult> known_;  ///< searches of the held decision
  std::jthread thread_;
};

}  // namespace spolab

#pragma once

#include <stdexcept>
#include <string>

namespace spolab {

/// The one exception for failures of the world: a file, a setting, a device, a number that became infinite.
/// `what()` is one line that says what was expected, what was found and where, ready to be shown to a person.
/// Bugs are not Errors: see check.h.
class Error : public std::runtime_error {
 public:
  enum class Kind {
    kUsage,    ///< the request was wrong (unknown key, value out of range): exit code 2
    kFailure,  ///< the world failed (unreadable file, full disk): exit code 1
  };

  /// `expected`, `found` and `where` are phrases without a final full stop; an empty `where` is left out.
  Error(const std::string& expected, const std::string& found, const std::string& where, Kind kind = Kind::kFailure);

  /// The same Error, that also says what it happened in: the file that held the text.
  [[nodiscard]] Error within(const std::string& where) const;

  [[nodiscard]] Kind kind() const { return kind_; }

  /// A wrong request.
  static Error usage(const std::string& expected, const std::string& found, const std::string& where = {});

 private:
  Error(const std::string& sentence, Kind kind);

  Kind kind_;
};

/// What to tell a person: what() of an Error; where memory ran out, which settings decide how much is needed.
std::string messageOf(const std::exception& error);

/// "name", or "name (did you mean 'other'?)" with the candidate of smallest edit distance when one is near.
std::string withSuggestion(const std::string& name, const std::string& nearest);

}  // namespace spolab

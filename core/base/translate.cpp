#include "core/base/translate.h"

#include <atomic>

namespace spolab {
namespace {

std::atomic<Translator> installed{nullptr};

}  // namespace

void setTranslator(Translator translator) { installed.store(translator); }

std::string translate(const char* context, const char* text) {
  const Translator translator = installed.load();
  return translator == nullptr ? std::string(text) : translator(context, text);
}

}  // namespace spolab

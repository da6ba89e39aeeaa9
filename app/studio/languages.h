#pragma once

namespace spolab {

/// Texts of folders that know no Qt are looked up where Qt's are. Once, after QApplication.
void translateEverywhere();

/// The same in the language that the reader's system asks for first, if `translations/spolab_LANGUAGE.qm` stands among
/// the assets (`./dev texts LANGUAGE` makes it). Else all stays in English, and nothing is looked up.
void useReadersLanguage();

}  // namespace spolab

#pragma once

namespace spolab {

/// Texts of all folders are looked up in the reader's language. It is that of the system where
/// `translations/spolab_LANGUAGE.qm` stands among the assets (`./dev texts LANGUAGE` begins one), else English.
/// Once, after QApplication.
void useReadersLanguage();

}  // namespace spolab

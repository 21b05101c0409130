#include "dsp/g711.h"

namespace callbox::dsp::g711_detail {

constexpr Tables kBuiltByTheCompiler;
const Tables kTables = kBuiltByTheCompiler;

} // namespace callbox::dsp::g711_detail

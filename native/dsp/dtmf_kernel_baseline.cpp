// 128-bit vectors, as every x86-64 has them; other processors by the compiler's own vectors.
#include "dsp/dtmf_kernel_body.h"

namespace callbox::dsp {

extern const DtmfKernel kDtmfKernelBaseline;
const DtmfKernel kDtmfKernelBaseline = {screen, correlate, dialPower};

} // namespace callbox::dsp

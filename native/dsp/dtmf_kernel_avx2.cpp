// Compiled with -mavx2: nothing here may be inline and shared with files that aren't.
#include "dsp/dtmf_kernel_body.h"

namespace callbox::dsp {

extern const DtmfKernel kDtmfKernelAvx2;
const DtmfKernel kDtmfKernelAvx2 = {screen, correlate, dialPower};

} // namespace callbox::dsp

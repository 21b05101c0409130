#include "dsp/dtmf_kernel.h"

namespace callbox::dsp {

extern const DtmfKernel kDtmfKernelBaseline;
#if defined(__x86_64__)
extern const DtmfKernel kDtmfKernelAvx2;
#endif

const DtmfKernel &dtmfKernel(Simd simd) {
#if defined(__x86_64__)
    if (simd == Simd::kAvx2)
        return kDtmfKernelAvx2;
#endif
    (void)simd;
    return kDtmfKernelBaseline;
}

} // namespace callbox::dsp

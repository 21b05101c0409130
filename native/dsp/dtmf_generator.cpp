#include "dsp/dtmf_generator.h"

#include "dsp/dtmf.h"
#include "dsp/level.h"

namespace callbox::dsp {

bool DtmfGenerator::start(char digit, uint32_t onMs, uint32_t offMs, double lowDbm0, double highDbm0) {
    const int index = dtmfIndex(digit);
    if (index < 0)
        return false;
    low_.restart();
    high_.restart();
    low_.set(kDtmfLowHz[index / 4], sineAmplitude(lowDbm0));
    high_.set(kDtmfHighHz[index % 4], sineAmplitude(highDbm0));
    on_ = onMs * (kSampleRateHz / 1000);
    off_ = offMs * (kSampleRateHz / 1000);
    return true;
}

int DtmfGenerator::generate(int16_t *out, int samples) {
    constexpr int kPiece = 80;
    int done = 0;
    while (done < samples && sounding()) {
        uint32_t &left = on_ > 0 ? on_ : off_;
        int piece = samples - done < kPiece ? samples - done : kPiece;
        if (static_cast<uint32_t>(piece) > left)
            piece = static_cast<int>(left);
        float sum[kPiece] = {};
        if (on_ > 0) {
            low_.add(sum, piece);
            high_.add(sum, piece);
        }
        for (int i = 0; i < piece; ++i)
            out[done + i] = toSample(sum[i]);
        left -= static_cast<uint32_t>(piece);
        done += piece;
    }
    return done;
}

} // namespace callbox::dsp
